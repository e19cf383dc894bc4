"""What data.gouv.fr keeps of a validation: a resource's ``validation-report:*`` extras.

The portal's page shows ``valid_resource``, ``nb_errors`` and the errors that it keeps; it sorts
these by their ``tags``, and shows nothing at all where an error has none. ``errors`` holds 100 at
most, as the platform's own pipelines keep them; ``nb_errors`` is the true number.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from tamis.model.rule import Rule
from tamis.render.frictionless_names import tags, type_of

#: How many errors the platform keeps.
MOST: Final = 100


def extras(
    *,
    schema: tuple[str, str],
    schema_type: str = "tableschema",
    valid: bool,
    count: int,
    errors: Iterable[dict[str, Any]],
    date: str = "",
) -> dict[str, Any]:
    """Return the extras of a resource, ready to be put.

    Args:
        schema: its name and version.
        schema_type: ``tableschema`` or ``jsonschema``.
        valid: whether the resource conforms.
        count: how many errors it has.
        errors: the first of them (see `error`).
        date: the day or the moment of the validation (ISO 8601), "" where nobody says.
    """
    name, version = schema
    named = {"schema_name": name, "schema_version": version, "schema_type": schema_type}
    return _prefixed(
        {
            **(named if name or version else {}),
            "valid_resource": valid,
            "nb_errors": count,
            "errors": list(islice(errors, MOST)),
            "validator": "tamis",
            **({"validation_date": date} if date else {}),
        }
    )


def unread_extras(message: str, date: str = "") -> dict[str, Any]:
    """Return the extras of a resource that could not be read."""
    error = {
        "type": "source-error",
        "title": message,
        "message": message,
        "note": message,
        "tags": ["#file"],
    }
    return extras(schema=("", ""), valid=False, count=1, errors=[error], date=date)


def error(
    rule: Rule,
    message: str,
    *,
    field: str = "",
    column: int = 0,
    row: int | None = None,
    header_line: int = 1,
    value: str | None = None,
) -> dict[str, Any]:
    """Return one error as the platform keeps it.

    Args:
        rule: what is broken.
        message: the sentence.
        field: the field, "" where there is none.
        column: its column, from 1; 0 where there is none.
        row: the record, from 1; None above the data.
        header_line: the line of the header: rows are counted as the file has them.
        value: the cell, or the label.
    """
    members: dict[str, Any] = {
        "type": type_of(rule),
        "title": str(rule.title),
        "description": str(rule.why),
        "message": message,
        "tags": tags(rule),
        "note": message,
        "code": rule.code,
    }
    if type_of(rule).endswith("-label"):
        members |= {"rowNumbers": [header_line], "label": value or field}
    elif row is not None:
        members |= {"rowNumber": row + header_line, "cell": value or ""}
    else:
        return members
    return members | {"fieldName": field, "fieldNumber": column}


def _prefixed(members: dict[str, Any]) -> dict[str, Any]:
    return {f"validation-report:{name}": value for name, value in members.items()}
