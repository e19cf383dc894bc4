"""A JSON value does not conform to the JSON Schema that its field gives."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import json_schema
from tamis.values.distinct import by_distinct

RULE = Rule(
    code="cell.off-json-schema",
    alias="constraint-error",
    title=Text(fr="JSON qui ne suit pas son schéma", en="JSON that does not follow its schema"),
    message=Text(
        fr="« {value} » ne suit pas le JSON Schema de « {field} ».",
        en="“{value}” does not follow the JSON Schema of “{field}”.",
    ),
    why=Text(
        fr="Un logiciel cherche dans ce JSON des membres que le schéma lui promet.",
        en="Software looks in this JSON for the members that the schema promises.",
    ),
    repair=Text(
        fr="Comparez la cellule à l'exemple : {example}.",
        en="Compare the cell with the example: {example}.",
    ),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for objects and arrays off `jsonSchema` (Table Schema v2)."""
    schema = cell.field.constraints.json_schema
    if schema and cell.field.type in {"object", "array"} and json_schema.is_usable(schema):
        good = by_distinct(cell.value, json_schema.test(schema), pl.Boolean)
        example = "—" if cell.field.example is None else cell.field.example
        yield CellCondition(broken=~good, params={"example": example})
