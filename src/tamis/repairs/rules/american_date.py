"""Dates in MM/DD/YYYY."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.types import date

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


def bind(cell: Cell) -> pl.Expr | None:
    """Read the month first where the second number cannot be one."""
    if cell.field.type != "date" or date.pattern(cell.field) != "%Y-%m-%d":
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    month, day = (parts.field(n).str.zfill(2) for n in ("1", "2"))
    iso = pl.concat_str(parts.field("3"), month, day, separator="-")
    real = iso.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return pl.when(real & (day.cast(pl.Int32) > _LAST_MONTH)).then(iso).otherwise(cell.text)
