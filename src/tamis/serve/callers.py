"""Who asks, and in which language."""

from __future__ import annotations

from starlette.requests import Request

from tamis.model.text import LANGS, Lang


def client_of(request: Request) -> str:
    """Return whom the limits by client count for: the address that the connection comes from.

    Behind a proxy, uvicorn puts the address of the client in its place (``--forwarded``).
    """
    return request.client.host if request.client else ""


def language_of(request: Request) -> Lang:
    """Return the language that is asked for: by the address, else by the browser, else French.

    What is asked for most (RFC 9110, section 12.5.4) of the two that are spoken.
    """
    named = request.query_params.get("lang")
    if named in LANGS:
        return "en" if named == "en" else "fr"
    best: tuple[float, Lang] = (0.0, "fr")
    for part in request.headers.get("accept-language", "").split(","):
        name, _, weight = part.strip().partition(";q=")
        lang = name.partition("-")[0].lower()
        if lang in LANGS and _weight(weight) > best[0]:
            best = (_weight(weight), "en" if lang == "en" else "fr")
    return best[1]


def _weight(text: str) -> float:
    try:
        return min(float(text), 1.0) if text else 1.0
    except ValueError:
        return 0.0
