"""Days written the French way, day first."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="french-date",
    title=Text(fr="Dates en JJ/MM/AAAA", en="Dates in DD/MM/YYYY"),
    does=Text(
        fr="Écrit 2024-12-31 pour « 31/12/2024 » quand la date existe.",
        en="Writes 2024-12-31 for “31/12/2024” where the date exists.",
    ),
    form=Text(fr="JJ/MM/AAAA → AAAA-MM-JJ", en="DD/MM/YYYY → YYYY-MM-DD"),
    cures=("cell.wrong-type",),
)
RANK = 30

_SHAPE = r"\A([0-9]{1,2})([/.-])([0-9]{1,2})([/.-])([0-9]{4})\z"


_LAST_MONTH = 12


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write day, month and year in the schema's order."""
    pattern = days.form(cell.field)
    if pattern is None:
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    day, month = (parts.field(n).str.zfill(2) for n in ("1", "3"))
    written = days.write(pattern, parts.field("5"), month, day)
    one_mark = parts.field("2") == parts.field("4")
    if days.puts_month_first(pattern) and cell.witness.undecided:
        # With the field's own mark, the small days of a column that is day first pass for months.
        one_mark &= parts.field("2") != days.mark(pattern)
    if days.puts_month_first(pattern) or cell.witness.month_first:
        one_mark &= day.cast(pl.Int32) > _LAST_MONTH
    return pl.when(one_mark & written.is_not_null()).then(written).otherwise(cell.text)
