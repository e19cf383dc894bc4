"""The forms of a report that a program may ask for, by media type."""

from __future__ import annotations

from typing import Final

#: Forms of a report by the type that a caller accepts.
FORMS: Final = {
    "application/json": "json",
    "text/html": "html",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    "text/markdown": "markdown",
    "application/sarif+json": "sarif",
    "text/plain": "text",
    "application/xml": "junit",
}
TYPES: Final = {form: kind for kind, form in FORMS.items()}


def form_of(accept: str) -> str:
    """Return the form of a report that a caller accepts most (RFC 9110, section 12.5.1).

    >>> form_of("text/html,application/xhtml+xml;q=0.9"), form_of("*/*"), form_of("image/png")
    ('html', 'json', 'json')
    """
    best, chosen = 0.0, "json"
    for part in accept.split(","):
        kind, *parameters = (word.strip().lower() for word in part.split(";"))
        weights = [word[2:] for word in parameters if word.startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            continue
        if kind in FORMS and weight > best:
            best, chosen = weight, FORMS[kind]
    return chosen
