"""Open Data Contract Standard 3 (Bitol): a table as one object of a data contract, in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tamis.interop.convert import patterns
from tamis.interop.convert.demands import (
    Converted,
    Loss,
    compact,
    constraints_of,
    field_losses,
    names_of,
    table_losses,
    value_of,
)
from tamis.model.errors import SchemaError
from tamis.model.text import Text

_VERSION: Final = "v3.1.0"
#: The logical and the physical type of each type of Table Schema that has them.
_TYPES: Final = {
    "string": ("string", "VARCHAR"), "integer": ("integer", "BIGINT"),
    "number": ("number", "DOUBLE"), "boolean": ("boolean", "BOOLEAN"), "date": ("date", "DATE"),
    "datetime": ("date", "TIMESTAMP"), "time": ("string", "TIME"), "object": ("object", "JSON"),
}  # fmt: skip
_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_TEXTS: Final = ("minLength", "maxLength", "pattern")
_FORMATS: Final = frozenset({"email", "uri", "uuid"})


def write(schema: Mapping[str, Any], name: str) -> Converted:
    """Return a data contract whose only table is `name`."""
    import yaml

    key = names_of(schema.get("primaryKey"))
    losses = list(table_losses(schema, {"primaryKey"}))
    properties = []
    for field in schema["fields"]:
        written, kept, weakened = _property(field, key)
        properties.append(written)
        losses += field_losses(field, kept, weakened)
    content = {
        "apiVersion": _VERSION,
        "kind": "DataContract",
        "id": name,
        "name": str(schema.get("title") or name),
        "version": str(schema.get("version") or "1.0.0"),
        "status": "active",
        **compact({"description": compact({"purpose": schema.get("description")})}),
        "schema": [{
            "name": name, "physicalName": name, "logicalType": "object", "physicalType": "table",
            "properties": properties,
        }],
    }  # fmt: skip
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return Converted(text=text, losses=tuple(losses))


def _property(
    field: Mapping[str, Any], key: list[str]
) -> tuple[dict[str, Any], set[str], dict[str, str]]:
    kind, constraints = field.get("type", "string"), constraints_of(field)
    logical, physical = _TYPES.get(kind, ("string", "VARCHAR"))
    kept = {"required", "unique"} | ({"type"} if kind in _TYPES else set())
    weakened = {} if kind in _TYPES else {"type": logical}
    options: dict[str, Any] = {}
    for name in _TEXTS if kind == "string" else _NUMBERS if kind in {"integer", "number"} else ():
        value = _option(field, name, constraints.get(name))
        if value is not None:
            options[name] = value
            kept.add(name)
    choices = [value_of(field, value) for value in constraints.get("enum") or ()]
    is_listed = bool(choices) and None not in choices and kind in _TYPES
    if is_listed:
        kept.add("enum")
    if kind == "string" and field.get("format") in _FORMATS:
        options["format"] = field["format"]
        kept.add("format")
    written: dict[str, Any] = {
        "name": field["name"],
        **compact({
            "businessName": field.get("title"), "description": field.get("description"),
        }),
        "logicalType": logical,
        "physicalType": physical,
        "required": bool(constraints.get("required")),
        "unique": bool(constraints.get("unique")),
        **compact({"logicalTypeOptions": options}),
        **({"quality": [_among(choices)]} if is_listed else {}),
    }  # fmt: skip
    if field["name"] in key:
        written |= {"primaryKey": True, "primaryKeyPosition": 1 + key.index(field["name"])}
    return written, kept, weakened


def _option(field: Mapping[str, Any], name: str, value: Any) -> Any:
    """Return what an option of a logical type says; None where it cannot say it."""
    if name == "pattern":
        is_fit = isinstance(value, str) and patterns.for_ecmascript(value)
        return patterns.anchored(value) if is_fit else None
    value = value if name in _TEXTS else value_of(field, value)
    return value if isinstance(value, int | float) else None


def _among(choices: list[Any]) -> dict[str, Any]:
    """Return the rule of quality that no value is but one of these (ODCS 3.1, "Data quality")."""
    return {
        "type": "library", "metric": "invalidValues", "arguments": {"validValues": choices},
        "mustBe": 0,
    }  # fmt: skip


def read(text: str) -> tuple[dict[str, Any], tuple[Loss, ...]]:
    """Return the Table Schema of the first table of a data contract, and what it loses.

    Raises:
        SchemaError: it has no table with properties.
    """
    import yaml

    content = yaml.safe_load(text)
    tables = content.get("schema") if isinstance(content, Mapping) else None
    if not isinstance(tables, list) or not tables or not tables[0].get("properties"):
        raise SchemaError(
            Text(
                fr="Ce contrat de données ne décrit aucune table.",
                en="This data contract describes no table.",
            )
        )
    table = tables[0]
    losses = [Loss(field="", demand="schema", value=other.get("name")) for other in tables[1:]]
    losses += [
        Loss(field="", demand=name, value=table[name])
        for name in ("quality", "relationships")
        if name in table
    ]
    fields, key = [], []
    for written in table["properties"]:
        field, lost = _field(written)
        fields.append(field)
        losses += lost
        if written.get("primaryKey"):
            key.append((written.get("primaryKeyPosition", 0), written["name"]))
    purpose = (content.get("description") or {}).get("purpose")
    title = content.get("name") if content.get("name") != table.get("name") else None
    schema = {**compact({"title": title, "description": purpose}), "fields": fields}
    if key:
        schema["primaryKey"] = [name for _, name in sorted(key)]
    return schema, tuple(losses)


def _field(written: Mapping[str, Any]) -> tuple[dict[str, Any], list[Loss]]:
    pair = (str(written.get("logicalType", "")), str(written.get("physicalType", "")).upper())
    by_pair = {types: kind for kind, types in _TYPES.items()}
    known = {"timestamp": "datetime", "time": "time", "array": "array"}
    known |= {kind: kind for kind in _TYPES}
    kind = by_pair.get(pair) or known.get(pair[0], "any")
    if pair[0] == "date" and pair[1].startswith(("TIMESTAMP", "DATETIME")):
        kind = "datetime"
    name = str(written["name"])
    constraints: dict[str, Any] = {
        flag: True for flag in ("required", "unique") if written.get(flag)
    }
    options = written.get("logicalTypeOptions") or {}
    field: dict[str, Any] = {"name": name, "type": kind}
    losses = []
    if pair[0] and pair[0] not in known:
        losses.append(Loss(field=name, demand="logicalType", value=pair[0]))
    losses += [
        Loss(field=name, demand=demand, value=written[demand])
        for demand in ("items", "properties", "relationships")
        if demand in written
    ]
    for option, value in options.items():
        if option == "pattern" and isinstance(value, str):
            constraints[option] = patterns.whole(value)
        elif option in {*_TEXTS, *_NUMBERS}:
            constraints[option] = value
        elif option == "format" and value in _FORMATS:
            field["format"] = value
        else:
            losses.append(Loss(field=name, demand=option, value=value))
    for rule in written.get("quality") or ():
        choices = _choices(rule)
        if choices and "enum" not in constraints:
            constraints["enum"] = choices
        else:
            losses.append(Loss(field=name, demand="quality", value=rule))
    texts = {"title": written.get("businessName"), "description": written.get("description")}
    return {**field, **compact(texts), **compact({"constraints": constraints})}, losses


def _choices(rule: Any) -> list[Any]:
    """Return the only values that a rule of quality takes; none where it says something else."""
    if not isinstance(rule, Mapping) or rule.get("type", "library") != "library":
        return []
    arguments = rule.get("arguments") or {}
    stated = arguments.get("validValues") if isinstance(arguments, Mapping) else None
    is_none_else = rule.get("metric") == "invalidValues" and rule.get("mustBe") == 0
    is_alone = set(arguments) == {"validValues"} if isinstance(arguments, Mapping) else False
    return list(stated) if is_none_else and is_alone and isinstance(stated, list) else []
