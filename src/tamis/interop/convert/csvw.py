"""CSV on the Web metadata (W3C, tabular-metadata): a table and its columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from tamis.interop.convert import csvw_formats
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
#: The whole numbers of XML Schema, and the bounds that their names say.
_WHOLE: Final[Mapping[str, Mapping[str, int]]] = {
    "long": {}, "int": {}, "short": {"minimum": -32768, "maximum": 32767},
    "byte": {"minimum": -128, "maximum": 127},
    "nonNegativeInteger": {"minimum": 0}, "positiveInteger": {"minimum": 1},
    "nonPositiveInteger": {"maximum": 0}, "negativeInteger": {"maximum": -1},
    "unsignedLong": {"minimum": 0}, "unsignedInt": {"minimum": 0},
    "unsignedShort": {"minimum": 0, "maximum": 65535},
    "unsignedByte": {"minimum": 0, "maximum": 255},
}  # fmt: skip
#: What a column says besides that a file must follow.
_DEMANDING: Final = ("separator", "default", "virtual", "ordered")
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
            value = constraints[name]
            typed = None if name in _LENGTHS else value_of(field, value)
            datatype[keyword] = value if typed is None else typed
            kept.add(name)
    stated, demands = csvw_formats.written(field, constraints)
    if stated is not None:
        datatype["format"] = stated
        kept |= demands
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
    if not isinstance(stated, Mapping) or not stated.get("columns"):
        raise SchemaError(
            Text(
                fr="Ces métadonnées CSVW ne décrivent pas de colonnes (tableSchema.columns).",
                en="This CSVW metadata describes no columns (tableSchema.columns).",
            ),
            Text(
                fr="Si elles sont à une autre adresse, recopiez-les ici.",
                en="If they are at another address, copy them here.",
            ),
        )
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
    by_base |= dict.fromkeys(_WHOLE, "integer")
    kind = by_base.get(base, "string")
    losses = [] if base in by_base else [Loss(field=name, demand="datatype", value=base)]
    constraints: dict[str, Any] = {"required": True} if column.get("required") else {}
    constraints |= _WHOLE.get(base, {})
    for keyword, written in _BOUNDS.items():
        if written in stated:
            constraints[keyword] = stated[written]
    keywords: dict[str, Any] = {}
    if "format" in stated:
        meant = csvw_formats.read(kind, stated["format"])
        if meant is None:
            losses.append(Loss(field=name, demand="format", value=stated["format"]))
        else:
            keywords, more = meant
            constraints |= more
    read_here = {"base", "format", *_BOUNDS.values(), "@id", "dc:title", "dc:description"}
    losses += [
        Loss(field=name, demand=f"datatype.{keyword}", value=value)
        for keyword, value in stated.items()
        if keyword not in read_here
    ]
    losses += [
        Loss(field=name, demand=keyword, value=column[keyword])
        for keyword in _DEMANDING
        if column.get(keyword) not in (None, False)
    ]
    field = {
        "name": name,
        "type": kind,
        **compact({
            "title": column.get("dc:title"), "description": column.get("dc:description"),
        }),
        **keywords,
        **compact({"constraints": constraints}),
    }  # fmt: skip
    if "null" in column:
        field["missingValues"] = names_of(column["null"])
    return field, losses
