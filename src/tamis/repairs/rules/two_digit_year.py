"""Two-digit years."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="two-digit-year",
    title=Text(fr="Années à deux chiffres", en="Two-digit years"),
    does=Text(
        fr="Écrit 2024-12-31 pour « 31/12/24 » : 00 à 49 sont des années 2000, 50 à 99 des années "
        "1900.",
        en="Writes 2024-12-31 for “31/12/24”: 00 to 49 are years 2000, 50 to 99 years 1900.",
    ),
    form=Text(fr="JJ/MM/AA → AAAA-MM-JJ", en="DD/MM/YY → YYYY-MM-DD"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_SHAPE = r"\A([0-9]{1,2})([/.-])([0-9]{1,2})([/.-])([0-9]{2})\z"
_TURN = 50
_LAST_MONTH = 12


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the century that is the likeliest."""
    pattern = days.form(cell.field)
    if pattern is None or days.puts_month_first(pattern):
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    day, month = (parts.field(n).str.zfill(2) for n in ("1", "3"))
    short = parts.field("5")
    century = pl.when(short.cast(pl.Int32) < _TURN).then(pl.lit("20")).otherwise(pl.lit("19"))
    written = days.write(pattern, century + short, month, day)
    one_mark = parts.field("2") == parts.field("4")
    if cell.witness.month_first:
        one_mark &= day.cast(pl.Int32) > _LAST_MONTH
    return pl.when(one_mark & written.is_not_null()).then(written).otherwise(cell.text)
