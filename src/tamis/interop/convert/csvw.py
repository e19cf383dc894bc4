"""CSV on the Web metadata (W3C, tabular-metadata): a table and its columns."""

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
    names_of,
    table_losses,
)

_CONTEXT: Final = "http://www.w3.org/ns/csvw"
#: The datatype of each type of Table Schema that has one.
_TYPES: Final = {
    "string": "string", "integer": "integer", "number": "double", "boolean": "boolean",
    "date": "date", "datetime": "datetime", "time": "time", "year": "gYear",
    "yearmonth": "gYearMonth", "duration": "duration", "any": "anyAtomicType",
}  # fmt: skip
_BOUNDS: Final = {
    "minimum": "minimum", "maximum": "maximum", "exclusiveMinimum": "minExclusive",
    "exclusiveMaximum": "maxExclusive", "minLength": "minLength", "maxLength": "maxLength",
}  # fmt: skip
_LENGTHS: Final = frozenset({"minLength", "maxLength"})
_BOUNDED: Final = frozenset({"integer", "number", "date", "datetime", "time", "year", "yearmonth"})


def write(schema: Mapping[str, Any], url: str = "data.csv") -> Converted:
    """Return the metadata of a table; `url` is where its file is."""
    losses = list(table_losses(schema, {"primaryKey", "missingValues"}))
    columns = []
    for field in schema["fields"]:
        column, kept, weakened = _column(field)
        columns.append(column)
        losses += field_losses(field, kept, weakened)
    table_schema = {"columns": columns, "primaryKey": names_of(schema.get("primaryKey"))}
    nulls = schema.get("missingValues", [""])
    content = {
        "@context": _CONTEXT,
        "url": url,
        **compact({"dc:title": schema.get("title"), "dc:description": schema.get("description")}),
        "null": nulls if len(nulls) != 1 else nulls[0],
        "tableSchema": compact(table_schema),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return Converted(text=f"{text}\n", losses=tuple(losses))


def _column(field: Mapping[str, Any]) -> tuple[dict[str, Any], set[str], dict[str, str]]:
    kind, constraints = field.get("type", "string"), constraints_of(field)
    base = _TYPES.get(kind, "string")
    kept = {"required"} | ({"type"} if kind in _TYPES else set())
    weakened = {} if kind in _TYPES else {"type": base}
    datatype: dict[str, Any] = {"base": base}
    for name, keyword in _BOUNDS.items():
        is_fit = kind == "string" if name in _LENGTHS else kind in _BOUNDED
        if name in constraints and is_fit:
            datatype[keyword] = constraints[name]
            kept.add(name)
    if kind == "string" and isinstance(constraints.get("pattern"), str):
        datatype["format"] = constraints["pattern"]
        kept.add("pattern")
    column = {
        "titles": field["name"],
        **compact({"dc:title": field.get("title"), "dc:description": field.get("description")}),
        "datatype": datatype if len(datatype) > 1 else base,
        "required": bool(constraints.get("required")),
    }
    if isinstance(field.get("missingValues"), list) and field["missingValues"]:
        nulls = field["missingValues"]
        column["null"] = nulls if len(nulls) != 1 else nulls[0]
        kept.add("missingValues")
    if _is_name(field["name"]):
        column["name"] = field["name"]
    return column, kept, weakened


def _is_name(name: str) -> bool:
    """Whether a column may have this name: a variable of URI Template (RFC 6570, 2.3)."""
    return name.isascii() and name.replace("_", "a").isalnum() and not name.startswith("_")


def read(text: str) -> tuple[dict[str, Any], tuple[Loss, ...]]:
    """Return the Table Schema of a table's metadata (the first's of several), and its losses."""
    content = json.loads(text)
    table = content["tables"][0] if "tables" in content else content
    stated = table.get("tableSchema") or {}
    losses = [
        Loss(field="", demand=name, value=value)
        for name, value in stated.items()
        if name not in {"columns", "primaryKey"}
    ]
    others = content.get("tables", ())[1:]
    losses += [Loss(field="", demand="tables", value=other.get("url")) for other in others]
    fields = []
    for column in stated.get("columns", ()):
        field, lost = _field(column)
        fields.append(field)
        losses += lost
    whole = compact({"title": table.get("dc:title"), "description": table.get("dc:description")})
    schema = {**whole, "fields": fields}
    if "null" in table:
        schema["missingValues"] = names_of(table["null"])
    if stated.get("primaryKey"):
        schema["primaryKey"] = names_of(stated["primaryKey"])
    return schema, tuple(losses)


def _field(column: Mapping[str, Any]) -> tuple[dict[str, Any], list[Loss]]:
    titles = column.get("titles")
    label = titles if isinstance(titles, str) else (names_of(titles) or [""])[0]
    name = label or str(column.get("name") or "")
    datatype = column.get("datatype", "string")
    stated = datatype if isinstance(datatype, Mapping) else {"base": datatype}
    base = str(stated.get("base", "string"))
    by_base = {written: kind for kind, written in _TYPES.items()}
    by_base |= {"decimal": "number", "float": "number", "number": "number", "dateTime": "datetime"}
    kind = by_base.get(base, "string")
    losses = [] if base in by_base else [Loss(field=name, demand="datatype", value=base)]
    constraints: dict[str, Any] = {"required": True} if column.get("required") else {}
    for keyword, written in _BOUNDS.items():
        if written in stated:
            constraints[keyword] = stated[written]
    if "format" in stated:
        if kind == "string":
            constraints["pattern"] = stated["format"]
        else:
            losses.append(Loss(field=name, demand="format", value=stated["format"]))
    field = {
        "name": name,
        "type": kind,
        **compact({
            "title": column.get("dc:title"), "description": column.get("dc:description"),
        }),
        **compact({"constraints": constraints}),
    }  # fmt: skip
    if "null" in column:
        field["missingValues"] = names_of(column["null"])
    return field, losses
