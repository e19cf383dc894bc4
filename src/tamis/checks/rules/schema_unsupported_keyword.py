"""The schema asks for something that cannot be enforced as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import Defect, schema_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.values import json_schema
from tamis.values.types import list as lists

RULE = Rule(
    code="schema.unsupported-keyword",
    severity=Severity.WARNING,
    title=Text(fr="Exigence du schéma non vérifiée", en="Requirement of the schema not checked"),
    message=Text(
        fr="Le schéma exige « {value} » pour « {field} » d'une façon qui ne peut pas être "
        "vérifiée : {said}.",
        en="The schema asks for “{value}” of “{field}” in a way that cannot be checked: {said}.",
    ),
    why=Text(
        fr="Le verdict ne dit rien de cette exigence.",
        en="The verdict says nothing about that requirement.",
    ),
    repair=Text(
        fr="Corrigez le mot-clé « {value} » du champ « {field} » dans le schéma.",
        en="Correct the keyword “{value}” of the field “{field}” in the schema.",
    ),
)

#: The types that have an order (Table Schema v2, "minimum").
_ORDERED: Final = frozenset(
    {"integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth"}
)
_JSON: Final = frozenset({"object", "array"})
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for keywords of Table Schema that are not enforced, field by field.

    Bounds, patterns and formats that cannot be read have rules of their own.
    """
    for index, field in enumerate(schema.fields):
        for keyword, reason, place in _useless(field):
            pointer = f"/fields/{index}/{place}{keyword}"
            yield Defect(field=field.name, value=keyword, params={"said": reason}, pointer=pointer)


def _useless(field: Field) -> Iterator[tuple[str, Text | str, str]]:
    limits = field.constraints
    stated = (
        limits.minimum,
        limits.maximum,
        limits.exclusive_minimum,
        limits.exclusive_maximum,
    )
    for keyword, limit in zip(_BOUNDS, stated, strict=True):
        if limit is not None and field.type not in _ORDERED:
            yield keyword, _without_order(field), "constraints/"
    schema = limits.json_schema
    if schema is not None and field.type not in _JSON:
        yield "jsonSchema", _not_json(field), "constraints/"
    elif schema is not None and not json_schema.is_usable(schema):
        yield "jsonSchema", _BROKEN, "constraints/"
    if field.type == "list" and field.item_type not in lists.ITEMS:
        yield "itemType", field.item_type, ""


_BROKEN: Final = Text(
    fr="ce n'est pas un JSON Schema autonome", en="it is not a self-contained JSON Schema"
)


def _without_order(field: Field) -> Text:
    return Text(
        fr=f"le type {field.type} n'a pas d'ordre", en=f"the type {field.type} has no order"
    )


def _not_json(field: Field) -> Text:
    return Text(
        fr=f"le type {field.type} n'est pas du JSON", en=f"the type {field.type} is not JSON"
    )
