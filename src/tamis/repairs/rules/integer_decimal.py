"""Zero decimals."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import marks
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="integer-decimal",
    title=Text(fr="Décimales nulles", en="Zero decimals"),
    does=Text(
        fr="Écrit 12 pour « 12.0 » quand le schéma veut un entier ou une année.",
        en="Writes 12 for “12.0” where the schema requires a whole number or a year.",
    ),
    cures=("cell.wrong-type",),
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Drop a point and the zeros after it."""
    if cell.field.type not in {"integer", "year"}:
        return None
    whole = cell.text.str.extract(r"\A([+-]?[0-9]+)\.0+\z", 1)
    if cell.field.type == "integer" and not cell.witness.point_is_decimal:
        whole = pl.when(~cell.text.str.contains(marks.POINT)).then(whole)
    return pl.coalesce(whole, cell.text)
