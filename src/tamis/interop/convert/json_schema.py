"""A row of a table as a JSON Schema (2020-12): an object whose members are typed values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from tamis.interop.convert.demands import (
    Converted,
    Loss,
    compact,
    constraints_of,
    field_losses,
    table_losses,
)
from tamis.model.errors import SchemaError
from tamis.model.text import Text

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
#: The type and the format of each type of Table Schema that has one.
_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("string", ""), "integer": ("integer", ""), "number": ("number", ""),
    "boolean": ("boolean", ""), "object": ("object", ""), "array": ("array", ""),
    "date": ("string", "date"), "datetime": ("string", "date-time"), "time": ("string", "time"),
    "duration": ("string", "duration"),
}  # fmt: skip
_FORMATS: Final = frozenset({"email", "uri", "uuid"})
#: The keyword of each constraint, by the types that it says something of.
_TEXTS: Final = {"minLength": "minLength", "maxLength": "maxLength"}
_NUMBERS: Final = {name: name for name in (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
)}  # fmt: skip


def write(schema: Mapping[str, Any]) -> Converted:
    """Return the JSON Schema of a row."""
    properties, required, losses = {}, [], list(table_losses(schema, ()))
    for field in schema["fields"]:
        properties[field["name"]], kept, weakened = _property(field)
        losses += field_losses(field, kept, weakened)
        if constraints_of(field).get("required"):
            required.append(field["name"])
    content = {
        "$schema": _DRAFT,
        **compact({"title": schema.get("title"), "description": schema.get("description")}),
        "type": "object",
        "properties": properties,
        "required": required,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return Converted(text=f"{text}\n", losses=tuple(losses))


def _property(field: Mapping[str, Any]) -> tuple[dict[str, Any], set[str], dict[str, str]]:
    """Return the schema of a member, the demands that it makes, and what stands for others."""
    kind, form = field.get("type", "string"), field.get("format", "default")
    constraints = constraints_of(field)
    json_type, json_format = _TYPES.get(kind, ("", ""))
    kept = {"required"}
    weakened: dict[str, str] = {}
    if json_type:
        kept.add("type")
    elif kind != "any":
        weakened["type"] = "any"
    else:
        kept.add("type")
    if kind == "string" and form in _FORMATS:
        json_format = form
        kept.add("format")
    elif json_format and form not in {"default", ""}:
        weakened["format"] = json_format
    content: dict[str, Any] = {}
    if json_type:
        content["type"] = json_type if constraints.get("required") else [json_type, "null"]
    content |= compact({
        "format": json_format, "title": field.get("title"),
        "description": field.get("description"),
    })  # fmt: skip
    keywords = _TEXTS if kind == "string" else _NUMBERS if kind in {"integer", "number"} else {}
    for name, keyword in keywords.items():
        if isinstance(constraints.get(name), int | float):
            content[keyword] = constraints[name]
            kept.add(name)
    if kind == "string" and isinstance(constraints.get("pattern"), str):
        content["pattern"] = f"^(?:{constraints['pattern']})$"
        kept.add("pattern")
    values = constraints.get("enum")
    if isinstance(values, list) and json_type:
        content["enum"] = [*values, *(() if constraints.get("required") else (None,))]
        kept.add("enum")
    return content, kept, weakened


def read(text: str) -> tuple[dict[str, Any], tuple[Loss, ...]]:
    """Return the Table Schema of the objects that a JSON Schema describes, and what it loses.

    Raises:
        SchemaError: it describes no object with members.
    """
    content = json.loads(text)
    members = content.get("properties") if isinstance(content, Mapping) else None
    if not isinstance(members, Mapping):
        raise SchemaError(
            Text(
                fr="Ce JSON Schema ne décrit pas un objet et ses membres : ce n'est pas une ligne.",
                en="This JSON Schema describes no object with members: that is no row.",
            )
        )
    losses = [
        Loss(field="", demand=name, value=value)
        for name, value in content.items()
        if name not in {"$schema", "$id", "title", "description", "type", "properties", "required"}
    ]
    fields = []
    for name, member in members.items():
        field, lost = _field(name, member, is_required=name in content.get("required", ()))
        fields.append(field)
        losses += lost
    whole = {"title": content.get("title"), "description": content.get("description")}
    return {**compact(whole), "fields": fields}, tuple(losses)


def _field(
    name: str, member: Mapping[str, Any], *, is_required: bool
) -> tuple[dict[str, Any], list[Loss]]:
    stated = member.get("type", "any")
    types = [kind for kind in (stated if isinstance(stated, list) else [stated]) if kind != "null"]
    json_type = types[0] if len(types) == 1 else "any"
    json_format = str(member.get("format") or "")
    by_format = {form: kind for kind, (_, form) in _TYPES.items() if form}
    kind = by_format.get(json_format, json_type) if json_type == "string" else json_type
    field: dict[str, Any] = {"name": name, "type": kind}
    known = {"type", "title", "description", "enum"}
    if kind == "string" and json_format in _FORMATS:
        field["format"] = json_format
    if json_format in {*by_format, *_FORMATS}:
        known.add("format")
    constraints: dict[str, Any] = {"required": True} if is_required else {}
    for keyword in (*_TEXTS, *_NUMBERS):
        if keyword in member:
            constraints[keyword] = member[keyword]
            known.add(keyword)
    if isinstance(member.get("pattern"), str):
        constraints["pattern"] = _whole(member["pattern"])
        known.add("pattern")
    if isinstance(member.get("enum"), list):
        constraints["enum"] = [value for value in member["enum"] if value is not None]
    field |= compact({"title": member.get("title"), "description": member.get("description")})
    losses = [
        Loss(field=name, demand=keyword, value=value)
        for keyword, value in member.items()
        if keyword not in known
    ]
    return {**field, **compact({"constraints": constraints})}, losses


def _whole(pattern: str) -> str:
    """Return a pattern for the whole of a text: JSON Schema looks for it anywhere.

    >>> _whole("^(?:a|b)$"), _whole("a"), _whole("^a$")
    ('a|b', '(?:.*)(?:a)(?:.*)', '(?:.*)(?:^a$)(?:.*)')
    """
    if pattern.startswith("^(?:") and pattern.endswith(")$"):
        return pattern[4:-2]
    return f"(?:.*)(?:{pattern})(?:.*)"
