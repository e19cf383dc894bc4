"""Dates in MM/DD/YYYY."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="american-date",
    title=Text(fr="Dates en MM/JJ/AAAA", en="Dates in MM/DD/YYYY"),
    does=Text(
        fr="Écrit 2024-12-31 pour « 12/31/2024 », qui n'existe pas le jour en premier.",
        en="Writes 2024-12-31 for “12/31/2024”, which does not exist day first.",
    ),
    form=Text(fr="MM/JJ/AAAA → AAAA-MM-JJ", en="MM/DD/YYYY → YYYY-MM-DD"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_SHAPE = r"\A([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\z"
_LAST_MONTH = 12


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Read the month first where the second number cannot be one."""
    pattern = days.form(cell.field)
    if pattern is None:
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    month, day = (parts.field(n).str.zfill(2) for n in ("1", "2"))
    written = days.write(pattern, parts.field("3"), month, day)
    real = written.is_not_null()
    if not days.puts_month_first(pattern) and not cell.witness.reads_month_first:
        real &= day.cast(pl.Int32) > _LAST_MONTH
    return pl.when(real).then(written).otherwise(cell.text)
