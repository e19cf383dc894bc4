"""The schema asks for something that cannot be enforced as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis import values
from tamis.checks import Hit
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.values import _backtrack, _pattern, _schema
from tamis.values import list as lists

RULE = Rule(
    code="schema.unsupported-keyword",
    severity=Severity.WARNING,
    title=Text(fr="Exigence du schéma non vérifiée", en="Demand of the schema not checked"),
    message=Text(
        fr="Le schéma exige « {value} » pour « {field} » d'une façon qui ne peut pas être "
        "vérifiée : {said}.",
        en="The schema asks for “{value}” of “{field}” in a way that cannot be checked: {said}.",
    ),
    why=Text(
        fr="Le verdict ne dit rien de cette exigence.",
        en="The verdict says nothing of that demand.",
    ),
    repair=Text(
        fr="Corrigez le mot-clé « {value} » du champ « {field} » dans le schéma.",
        en="Correct the keyword “{value}” of the field “{field}” in the schema.",
    ),
)

#: The types that each constraint is for (Table Schema v2, "Field Constraints").
_ORDERED: Final = frozenset(
    {"integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth"}
)
_JSON: Final = frozenset({"object", "array"})
_FORMATS: Final = {
    "string": frozenset({"default", "email", "uri", "uuid", "binary", "wkt"}),
    "geopoint": frozenset({"default", "array", "object"}),
    "geojson": frozenset({"default", "topojson"}),
}
_BOUNDS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
}


def beyond(schema: Schema) -> Iterator[Hit]:
    """Look for keywords of Table Schema that are not enforced, field by field."""
    for field in schema.fields:
        for keyword, said in _useless(field):
            yield Hit(field=field.name, value=keyword, params={"said": str(said)})


def _useless(field: Field) -> Iterator[tuple[str, object]]:
    limits = field.constraints
    for keyword, name in _BOUNDS.items():
        limit = getattr(limits, name)
        if limit is not None and not _orders(field, limit):
            yield keyword, limit
    pattern = limits.pattern
    if pattern is not None and not (_pattern.usable(pattern) or _backtrack.usable(pattern)):
        yield "pattern", pattern
    schema = limits.json_schema
    if schema is not None and not (field.type in _JSON and _schema.usable(schema)):
        yield "jsonSchema", field.type
    if field.type == "list" and field.item_type not in lists.ITEMS:
        yield "itemType", field.item_type
    if field.format not in _FORMATS.get(field.type, {field.format}):
        yield "format", field.format


def _orders(field: Field, limit: object) -> bool:
    """Whether a bound can be compared with the values of a field."""
    if field.type not in _ORDERED:
        return False
    return not values.read(field, [values.written(limit, field)]).has_nulls()
