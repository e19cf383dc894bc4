"""Dates in YYYY/MM/DD."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="year-first-date",
    title=Text(fr="Dates AAAA/MM/JJ", en="Dates in YYYY/MM/DD"),
    does=Text(
        fr="Écrit 2024-02-03 pour « 2024/2/3 » quand la date existe.",
        en="Writes 2024-02-03 for “2024/2/3” where the date exists.",
    ),
    form=Text(fr="AAAA/M/J → AAAA-MM-JJ", en="YYYY/M/D → YYYY-MM-DD"),
    cures=("cell.wrong-type",),
)
RANK = 30

_LAST_MONTH = 12
_SHAPE = r"\A([0-9]{4})([/.-])([0-9]{1,2})([/.-])([0-9]{1,2})\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write a day whose year comes first in the schema's order."""
    pattern = days.form(cell.field)
    if pattern is None or days.puts_day_second(pattern):
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    month, day = (parts.field(n).str.zfill(2) for n in ("3", "5"))
    written = days.write(pattern, parts.field("1"), month, day)
    one_mark = parts.field("2") == parts.field("4")
    if cell.witness.day_second:
        one_mark &= day.cast(pl.Int32) > _LAST_MONTH
    return pl.when(one_mark & written.is_not_null()).then(written).otherwise(cell.text)
