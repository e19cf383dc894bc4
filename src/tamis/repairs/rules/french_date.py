"""Days written the French way, day first."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.types import date

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


def bind(cell: Cell) -> pl.Expr | None:
    """Write day, month and year in the schema's order."""
    if cell.field.type != "date" or date.pattern(cell.field) != "%Y-%m-%d":
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    day, month = (parts.field(n).str.zfill(2) for n in ("1", "3"))
    iso = pl.concat_str(parts.field("5"), month, day, separator="-")
    real = iso.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    one_mark = parts.field("2") == parts.field("4")
    return pl.when(one_mark & real).then(iso).otherwise(cell.text)
