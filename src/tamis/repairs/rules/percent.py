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
from tamis.values.percent import PercentReading, percent_reading

REPAIR = RepairRule(
    name="percent",
    title=Text(fr="Pourcentages", en="Percentages"),
    does=Text(
        fr="Écrit 12 pour « 12 % », ou 0.12 quand le schéma veut des parts de 1 : un maximum de 1, "
        "une description qui dit « entre 0 et 1 », un exemple comme 0.35.",
        en="Writes 12 for “12 %”, or 0.12 where the schema requires fractions of 1: a "
        "maximum of 1, a "
        "description that says “between 0 and 1”, an example such as 0.35.",
    ),
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
    if percent_reading(cell.field, ()) is PercentReading.SHARE:
        if not cell.witness.comma_is_decimal:
            number = pl.when(~number.str.contains(marks.COMMA)).then(number)
        number = by_distinct(number.str.replace(",", ".", literal=True), _share, pl.String)
    return pl.coalesce(number, cell.text)


def _share(text: str) -> str:
    return f"{(Decimal(text) / 100).normalize():f}"
