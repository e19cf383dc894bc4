"""Dates in YYYY/MM/DD."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.types import date

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

_SHAPE = r"\A([0-9]{4})([/.-])([0-9]{1,2})([/.-])([0-9]{1,2})\z"


def bind(cell: Cell) -> pl.Expr | None:
    """Write month and day with two digits, and dashes."""
    if cell.field.type != "date" or date.pattern(cell.field) != "%Y-%m-%d":
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    month, day = (parts.field(n).str.zfill(2) for n in ("3", "5"))
    iso = pl.concat_str(parts.field("1"), month, day, separator="-")
    real = iso.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    one_mark = parts.field("2") == parts.field("4")
    return pl.when(one_mark & real).then(iso).otherwise(cell.text)
