"""A comma before the decimals of a number."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import marks
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="decimal-comma",
    title=Text(fr="Virgules décimales", en="Decimal commas"),
    does=Text(
        fr="Écrit 12.5 pour « 12,5 » quand le schéma veut un point ; « 2,500 » "
        "seulement si la colonne montre que la virgule est décimale.",
        en="Writes 12.5 for “12,5” where the schema requires a point; “2,500” only "
        "if the column shows that commas are decimal.",
    ),
    form=Text(fr="virgule → point", en="comma → point"),
    cures=("cell.wrong-type",),
)
RANK = 30

_COMMA = r"\A[+-]?[0-9]+,[0-9]+\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Turn the only comma of a number into a point."""
    field = cell.field
    if field.type != "number" or field.decimal_char != "." or field.group_char == ",":
        return None
    is_decimal = cell.text.str.contains(_COMMA)
    if cell.witness.other_kind:
        return None  # beside 1,2,3, a comma parts items
    if not cell.witness.comma_is_decimal:
        is_decimal &= ~cell.text.str.contains(marks.COMMA)
    pointed = cell.text.str.replace(",", ".", literal=True)
    return pl.when(is_decimal).then(pointed).otherwise(cell.text)
