"""What data.gouv.fr keeps of a validation: ``validation-report:*``, per resource."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from tamis.model.schema import Schema
from tamis.release.result import ReadSource

#: How many errors the platform keeps.
_MOST: Final = 100


def of(sources: Iterable[ReadSource], schema: Schema, date: str) -> list[dict[str, Any]]:
    """Return the extras of each source that data.gouv.fr knows, ready to be put.

    Args:
        sources: what each source gave.
        schema: what it was held against.
        date: the day of the release, "" where nobody says: the extra is left to who puts it.
    """
    return [
        {
            "dataset": one.source.dataset,
            "resource": one.source.resource,
            "extras": _extras(one, schema, date),
        }
        for one in sources
        if one.source.resource
    ]


def _extras(one: ReadSource, schema: Schema, date: str) -> dict[str, Any]:
    result = one.result
    told = [
        {
            "type": group.code,
            "field": group.field or None,
            "line": line,
            "cell": value,
            "message": said,
        }
        for group in result.groups
        if group.severity == "error"
        for line, value, said in group.samples
    ]
    made = {
        "schema_name": schema.name,
        "schema_version": result.choice.version or schema.version,
        "schema_type": "tableschema",
        "validator": "tamis",
        "valid_resource": result.valid,
        "nb_errors": result.errors,
        "errors": told[:_MOST],
        **({"validation_date": date} if date else {}),
    }
    return {f"validation-report:{name}": value for name, value in made.items()}
