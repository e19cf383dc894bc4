"""A cell's text is not a value of its field's type or format."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis import values
from tamis.checks import positions, reasons
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import patterns

RULE = Rule(
    code="cell.wrong-type",
    alias="type-error",
    title=Text(fr="Valeur mal écrite", en="Value of the wrong type"),
    message=Text(
        fr="« {value} » ne convient pas pour « {field} » : il faut {expected}.",
        en="“{value}” does not suit “{field}”: write {expected}.",
    ),
    why=Text(
        fr="Un logiciel ne peut ni calculer, ni trier, ni situer ce qu'il ne sait pas lire.",
        en="Software cannot compute with, sort or map a value that it cannot read.",
    ),
    repair=Text(fr="Écrivez {expected}.", en="Write {expected}."),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts that the field's type does not read (Table Schema, "Field Types")."""
    plain = cell.field.type in {"any", "string"} and cell.field.format == "default"
    if not plain and cell.field.type in values.type_names():
        broken = cell.value.is_null() & cell.text.is_not_null()
        params = {
            "expected": cell.expected,
            "type": cell.field.type,
            "why": reasons.of_form(cell),
        }
        yield CellCondition(broken=broken, params=params, doubtful=_doubted(cell))


def _doubted(cell: Cell) -> pl.Expr | None:
    """Return whether the text is none of those that are sure to be read, if there are such."""
    usual = positions.unusual(cell)
    if usual is not None:
        return usual
    sure = getattr(values.type_module(cell.field), "sure", lambda _: None)(cell.field)
    return None if sure is None else ~patterns.whole(cell.text, sure)
