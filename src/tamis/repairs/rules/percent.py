"""Percentages."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import marks
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="percent",
    title=Text(fr="Pourcentages", en="Percentages"),
    does=Text(
        fr="Écrit 12 pour « 12 % », ou 0.12 quand le schéma n'admet pas plus de 1.",
        en="Writes 12 for “12 %”, or 0.12 where the schema allows no more than 1.",
    ),
    form=Text(fr="12 % → 12", en="12 % → 12"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 14

_SHAPE = r"\A([+-]?[0-9]+(?:[.,][0-9]+)?)[ \x{A0}\x{202F}]*%\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the number, as a share of a hundred or of one."""
    if cell.field.type not in {"number", "integer"}:
        return None
    number = marks.without_doubt(cell, cell.text.str.extract(_SHAPE, 1))
    if str(cell.field.constraints.maximum) in {"1", "1.0"}:
        if not cell.witness.comma_is_decimal:
            number = pl.when(~number.str.contains(marks.COMMA)).then(number)
        number = by_distinct(number.str.replace(",", ".", literal=True), _share, pl.String)
    return pl.coalesce(number, cell.text)


def _share(text: str) -> str:
    return f"{(Decimal(text) / 100).normalize():f}"
