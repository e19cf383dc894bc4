"""Dates in eight digits."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="compact-date",
    title=Text(fr="Dates en huit chiffres", en="Dates in eight digits"),
    does=Text(
        fr="Écrit 2024-12-31 pour « 20241231 » ou « 31122024 », quand une seule lecture donne un "
        "jour entre 1900 et 2099.",
        en="Writes 2024-12-31 for “20241231” or “31122024”, where only one reading gives a day "
        "from 1900 to 2099.",
    ),
    form=Text(fr="AAAAMMJJ → AAAA-MM-JJ", en="YYYYMMDD → YYYY-MM-DD"),
    cures=("cell.wrong-type",),
)
RANK = 30

#: No digits make a day in both orders: no month is 19 or 20.
_ORDERS = (
    (r"\A((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})\z", "123"),
    (
        r"\A([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})\z",
        "321",
    ),
)
_LAST_MONTH = 12


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Part the digits in the one order that makes a day."""
    pattern = days.form(cell.field)
    if pattern is None or days.puts_month_first(pattern) or days.puts_day_second(pattern):
        return None
    year_first, day_first = (_read(cell.text, pattern, *order) for order in _ORDERS)
    if cell.witness.month_first:
        day_first = pl.when(
            cell.text.str.slice(0, 2).cast(pl.Int32, strict=False) > _LAST_MONTH
        ).then(day_first)
    if cell.witness.day_second:
        year_first = pl.when(
            cell.text.str.slice(6, 2).cast(pl.Int32, strict=False) > _LAST_MONTH
        ).then(year_first)
    return pl.coalesce(year_first, day_first, cell.text)


def _read(text: pl.Expr, pattern: str, shape: str, order: str) -> pl.Expr:
    parts = text.str.extract_groups(shape).struct
    return days.write(pattern, *(parts.field(n) for n in order))
