"""Where the records of an answer are, and the Table Schema of their rows, out of its contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.checks.rules.file_likely_restricted import telling
from tamis.openapi.paging import referred
from tamis.tables.header import folded

#: What answers of APIs call their records, folded.
_RECORDS: Final = frozenset({
    "data", "donnees", "enregistrements", "features", "hits", "items", "records", "resources",
    "results", "resultats", "rows", "value", "values", "hydramember", "content", "elements", "list",
    "liste",
})  # fmt: skip
#: Lists that stand beside records and hold none.
_BESIDE: Final = frozenset({"errors", "erreurs", "links", "warnings", "parameters", "facets"})
_DEPTH: Final = 3
#: How deep inner objects become columns, and how many columns there may be.
_COLUMNS_DEEP: Final = 3
_MOST_COLUMNS: Final = 400
_TYPES: Final = {"integer": "integer", "number": "number", "boolean": "boolean"}


def records_place(contract: Mapping[str, Any]) -> str | None:
    """Return the members that lead to the records: "" for the answer, None for a single record."""
    body = referred(contract, contract)
    if _is_list(body):
        return ""
    lists = list(_lists(contract, body, "", _DEPTH))
    for depth in range(_DEPTH):
        near = [place for place in lists if place.count("/") == depth]
        named = [place for place in near if folded(place.rpartition("/")[2]) in _RECORDS]
        if len(named) == 1 or (not named and len(near) == 1 and _is_envelope(contract, near[0])):
            return (named or near)[0]
        if near:
            return None
    return None


def _is_envelope(contract: Mapping[str, Any], place: str) -> bool:
    """Whether what stands around a list are counts and texts about it alone, and few of them."""
    body = referred(contract, contract)
    for part in place.split("/")[:-1]:
        body = referred(contract, body["properties"][part])
    return len(body.get("properties", {})) <= 5  # noqa: PLR2004 an envelope is thin


def _is_list(body: Any) -> bool:
    wanted = body.get("type") if isinstance(body, Mapping) else None
    return wanted == "array" or (isinstance(wanted, list) and "array" in wanted)


def _lists(root: Mapping[str, Any], body: Any, above: str, depth: int) -> Iterator[str]:
    properties = body.get("properties", {}) if isinstance(body, Mapping) else {}
    for name, inner in properties.items():
        value = referred(root, inner)
        if not isinstance(value, Mapping) or "/" in name or folded(name) in _BESIDE:
            continue
        if _is_list(value):
            item = referred(root, value.get("items", {}))
            if isinstance(item, Mapping) and (item.get("properties") or folded(name) in _RECORDS):
                yield f"{above}{name}"
        elif depth > 1:
            yield from _lists(root, value, f"{above}{name}/", depth - 1)


def record_schema(contract: Mapping[str, Any], place: str | None) -> Mapping[str, Any]:
    """Return the schema of one record."""
    body = referred(contract, contract)
    for part in (place or "").split("/") if place else ():
        body = referred(contract, body.get("properties", {}).get(part, {}))
    if place is not None:
        body = referred(contract, body.get("items", {}))
    return body if isinstance(body, Mapping) else {}


def table(contract: Mapping[str, Any], place: str | None, name: str) -> dict[str, Any] | None:
    """Return the Table Schema of the rows of an answer; None where its members are not known."""
    fields: list[dict[str, Any]] = []
    record = record_schema(contract, place)
    for path, body, is_required in _columns(contract, record, (), _COLUMNS_DEEP, required=True):
        fields.append(_field(path, body, is_required=is_required))
    if not 0 < len(fields) <= _MOST_COLUMNS:
        return None
    _name(fields)
    personal = set(telling([field["name"] for field in fields]))
    for field in fields:
        if field["name"] in personal:
            field["tamis:personal"] = True
    descriptor: dict[str, Any] = {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": name,
        "fields": fields,
    }
    return descriptor if place is None else {**descriptor, "tamis:records": place}


def _columns(
    root: Mapping[str, Any], body: Any, above: tuple[str, ...], depth: int, *, required: bool
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any], bool]]:
    properties = body.get("properties", {}) if isinstance(body, Mapping) else {}
    needed = set(body.get("required", ())) if properties else set()
    for name, inner in properties.items():
        value = referred(root, inner)
        value = value if isinstance(value, Mapping) else {}
        path, is_required = (*above, name), required and name in needed
        if "/" in name or name.isdigit():
            continue
        if depth > 1 and value.get("properties") and not _is_list(value):
            yield from _columns(
                root, value, path, depth - 1, required=is_required and not _takes_null(inner, value)
            )
        else:
            yield path, value, is_required and not _takes_null(inner, value)


def _takes_null(*schemas: Any) -> bool:
    bodies = [schema for schema in schemas if isinstance(schema, Mapping)]
    return any(
        "null"
        in (body["type"] if isinstance(body.get("type"), list) else [body.get("type", "null")])
        or {"type": "null"} in body.get("anyOf", ())
        for body in bodies
        if "$ref" not in body
    )


def _field(path: tuple[str, ...], body: Mapping[str, Any], *, is_required: bool) -> dict[str, Any]:
    wanted = body.get("type")
    types = [name for name in wanted if name != "null"] if isinstance(wanted, list) else [wanted]
    kind = _TYPES.get(str(types[0]), "string") if len(types) == 1 else "string"
    if kind == "string" and body.get("format") == "date":
        kind = "date"
    field: dict[str, Any] = {"name": "", "type": kind, "tamis:from": "/".join(path)}
    text = body.get("description") or body.get("title")
    if text:
        field["description"] = " ".join(str(text).split())[:300]
    constraints: dict[str, Any] = {}
    choices = [choice for choice in body.get("enum", ()) if choice is not None]
    if choices and kind == "string" and all(isinstance(choice, str) for choice in choices):
        constraints["enum"] = choices
    if is_required and (kind != "string" or body.get("minLength") or "enum" in constraints):
        constraints["required"] = True
    return field | ({"constraints": constraints} if constraints else {})


def _name(fields: list[dict[str, Any]]) -> None:
    """Give each column the name of its member, or the way to it, no two alike."""
    taken: set[str] = set()
    for field in fields:
        parts = field["tamis:from"].split("/")
        parts = parts[1:] if parts[0] == "properties" and len(parts) > 1 else parts
        name, number = "_".join(parts), 2
        bare = name
        while folded(name) in taken:
            name, number = f"{bare}_{number}", number + 1
        taken.add(folded(name))
        field["name"] = name
