"""Currency signs."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import marks
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="currency",
    title=Text(fr="Symboles monétaires", en="Currency signs"),
    does=Text(
        fr="Écrit 12,50 pour « 12,50 € » : le montant était déjà en euros.",
        en="Writes 12,50 for “12,50 €”: the amount was in euros already.",
    ),
    form=Text(fr="12 € → 12", en="12 € → 12"),
    cures=("cell.wrong-type",),
)
RANK = 14

_SIGN = r"(?i:€|eur|euros?)"
_BLANK = r"[ \x{A0}\x{202F}]*"
_NUMBER = r"([+-]?[0-9][0-9 .,\x{A0}\x{202F}]*?)"
_AFTER = rf"\A{_NUMBER}{_BLANK}{_SIGN}\z"
_BEFORE = rf"\A{_SIGN}{_BLANK}{_NUMBER}\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the number."""
    if cell.field.type not in {"number", "integer"}:
        return None
    number = pl.coalesce(*(cell.text.str.extract(shape, 1) for shape in (_AFTER, _BEFORE)))
    return pl.coalesce(marks.without_doubt(cell, number), cell.text)
