"""A row of a table as a JSON Schema (2020-12): an object whose members are typed values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from tamis.interop.convert import patterns
from tamis.interop.convert.demands import (
    Converted,
    Loss,
    compact,
    constraints_of,
    field_losses,
    table_losses,
    value_of,
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
#: What a JSON Schema of objects says that is read, or that demands nothing.
_OF_OBJECTS: Final = frozenset({
    "$schema", "$id", "title", "description", "type", "properties", "required", "$defs",
    "definitions", "examples",
})  # fmt: skip
#: How often a member may lead to another.
_HOPS: Final = 20
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
    stated = _keywords(field, json_type)
    content |= dict(stated.values())
    return content, kept | set(stated), weakened


def _keywords(field: Mapping[str, Any], json_type: str) -> dict[str, tuple[str, Any]]:
    """Return the keyword and its value that make each constraint of a field."""
    kind, constraints = field.get("type", "string"), constraints_of(field)
    stated: dict[str, tuple[str, Any]] = {}
    keywords = _TEXTS if kind == "string" else _NUMBERS if kind in {"integer", "number"} else {}
    for name, keyword in keywords.items():
        bound = constraints.get(name)
        bound = bound if name in _TEXTS else value_of(field, bound)
        if isinstance(bound, int | float):
            stated[name] = (keyword, bound)
    pattern = constraints.get("pattern")
    if kind == "string" and isinstance(pattern, str) and patterns.for_ecmascript(pattern):
        stated["pattern"] = ("pattern", patterns.anchored(pattern))
    values = constraints.get("enum")
    if isinstance(values, list) and json_type:
        choices = [value_of(field, value) for value in values]
        if None not in choices:
            null = () if constraints.get("required") else (None,)
            stated["enum"] = ("enum", [*choices, *null])
    return stated


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
                en="This JSON Schema describes no object with members: that is not a row.",
            )
        )
    losses = [
        Loss(field="", demand=name, value=value)
        for name, value in content.items()
        if name not in _OF_OBJECTS
    ]
    required = content.get("required", ())
    losses += [
        Loss(field=str(name), demand="required", value=True)
        for name in required
        if name not in members
    ]
    fields = []
    for name, member in members.items():
        stated = _resolved(member, content)
        field, lost = _field(name, stated, is_required=name in required)
        fields.append(field)
        losses += lost
    whole = {"title": content.get("title"), "description": content.get("description")}
    return {**compact(whole), "fields": fields}, tuple(losses)


def _resolved(member: Any, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a member with what it refers to in the same document; elsewhere, as it is."""
    stated: Mapping[str, Any] = member if isinstance(member, Mapping) else {}
    for _ in range(_HOPS):
        reference = stated.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return stated
        target: Any = content
        for step in reference[2:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            target = target.get(name) if isinstance(target, Mapping) else None
        if not isinstance(target, Mapping):
            return stated
        stated = {**target, **{name: value for name, value in stated.items() if name != "$ref"}}
    return stated


def _field(
    name: str, member: Mapping[str, Any], *, is_required: bool
) -> tuple[dict[str, Any], list[Loss]]:
    stated = member.get("type", "any")
    listed = stated if isinstance(stated, list) else [stated]
    types = [kind for kind in listed if kind != "null"]
    json_type = types[0] if len(types) == 1 else "any"
    json_format = str(member.get("format") or "")
    by_format = {form: kind for kind, (_, form) in _TYPES.items() if form}
    kind = by_format.get(json_format, json_type) if json_type == "string" else json_type
    field: dict[str, Any] = {"name": name, "type": kind}
    known = {"title", "description", "enum", "const", "examples", "default"}
    known |= {"type"} if len(types) == 1 else set()
    if kind == "string" and json_format in _FORMATS:
        field["format"] = json_format
    if json_format in {*by_format, *_FORMATS}:
        known.add("format")
    # A member that must be there and may be null is a cell that may be empty.
    is_filled = is_required and "null" not in listed
    constraints: dict[str, Any] = {"required": True} if is_filled else {}
    for keyword in (*_TEXTS, *_NUMBERS):
        if keyword in member:
            constraints[keyword] = member[keyword]
            known.add(keyword)
    if isinstance(member.get("pattern"), str):
        constraints["pattern"] = patterns.whole(member["pattern"])
        known.add("pattern")
    if isinstance(member.get("enum"), list):
        constraints["enum"] = [value for value in member["enum"] if value is not None]
    if member.get("const") is not None:
        constraints["enum"] = [member["const"]]
    field |= compact({"title": member.get("title"), "description": member.get("description")})
    losses = [
        Loss(field=name, demand=keyword, value=value)
        for keyword, value in member.items()
        if keyword not in known
    ]
    return {**field, **compact({"constraints": constraints})}, losses
