"""Dates turned into numbers."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="excel-date",
    title=Text(fr="Dates devenues des nombres", en="Dates turned into numbers"),
    does=Text(
        fr="Écrit 2023-12-31 pour « 45291 », le numéro qu'Excel donne à ce jour, entre 1954 et "
        "2091.",
        en="Writes 2023-12-31 for “45291”, the number that Excel gives to that day, from 1954 to "
        "2091.",
    ),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_SHAPE = r"\A([2-6][0-9]{4})(?:[.,]0+)?\z"
#: Day 0 of Excel's calendar, so that days after February 1900 are right.
_EPOCH = dt.date(1899, 12, 30)


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Count the days from Excel's first one."""
    pattern = days.form(cell.field)
    if pattern is None:
        return None
    serial = cell.text.str.extract(_SHAPE, 1).cast(pl.Int64)
    day = pl.lit(_EPOCH) + pl.duration(days=serial)
    return pl.coalesce(day.cast(pl.Date).dt.to_string(pattern), cell.text)
