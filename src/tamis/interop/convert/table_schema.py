"""Table Schema itself, versions 1 and 2 (Data Package v1 and v2)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.interop.convert.demands import Converted, Loss

_PROFILE: Final = {
    1: "https://specs.frictionlessdata.io/schemas/table-schema.json",
    2: "https://datapackage.org/profiles/2.0/tableschema.json",
}
#: Keywords that version 2 brought, of a schema, a field and its constraints.
_TABLE: Final = frozenset({"fieldsMatch", "uniqueKeys"})
_FIELD: Final = frozenset({
    "missingValues", "categories", "categoriesOrdered", "delimiter", "itemType",
})  # fmt: skip
_CONSTRAINTS: Final = frozenset({"exclusiveMinimum", "exclusiveMaximum", "jsonSchema"})


def write(schema: Mapping[str, Any], version: int) -> Converted:
    """Return a Table Schema of a version; version 1 cannot say what version 2 brought."""
    content = {"$schema": _PROFILE[version], **schema, "$schema": _PROFILE[version]}  # noqa: F601 first, and ours
    losses: list[Loss] = []
    if version == 1:
        losses = list(_newer(schema))
        content = {name: value for name, value in content.items() if name not in _TABLE}
        content["fields"] = [_older(field) for field in schema["fields"]]
    content["foreignKeys"] = [_reference(key, version) for key in schema.get("foreignKeys", ())]
    if not content["foreignKeys"]:
        del content["foreignKeys"]
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return Converted(text=f"{text}\n", losses=tuple(losses))


def read(text: str) -> dict[str, Any]:
    """Return the descriptor in a text, as version 2 writes it."""
    content: dict[str, Any] = json.loads(text)
    return {name: value for name, value in content.items() if name != "$schema"}


def _newer(schema: Mapping[str, Any]) -> Iterator[Loss]:
    for name in sorted(_TABLE & schema.keys()):
        yield Loss(field="", demand=name, value=schema[name])
    for field in schema["fields"]:
        for name in sorted(_FIELD & field.keys()):
            yield Loss(field=field["name"], demand=name, value=field[name])
        if field.get("type") == "list":
            yield Loss(field=field["name"], demand="type", value="list", kept="string")
        constraints = field.get("constraints") or {}
        for name in sorted(_CONSTRAINTS & constraints.keys()):
            yield Loss(field=field["name"], demand=name, value=constraints[name])


def _older(field: Mapping[str, Any]) -> dict[str, Any]:
    older = {name: value for name, value in field.items() if name not in _FIELD}
    if older.get("type") == "list":
        older["type"] = "string"
    constraints = older.get("constraints")
    if constraints:
        older["constraints"] = {n: v for n, v in constraints.items() if n not in _CONSTRAINTS}
    return older


def _reference(key: Mapping[str, Any], version: int) -> dict[str, Any]:
    """Return a foreign key; one to the table itself names "" in version 1, nothing in version 2."""
    reference = dict(key.get("reference") or {})
    if version == 1:
        reference = {"resource": "", **reference}
    elif not reference.get("resource"):
        reference.pop("resource", None)
    return {**key, "reference": reference}
