"""Dates in words."""

from __future__ import annotations

import datetime as dt
import unicodedata

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="written-date",
    title=Text(fr="Dates en toutes lettres", en="Dates in words"),
    does=Text(
        fr="Écrit 2024-12-31 pour « 31 décembre 2024 » ou « 31 déc. 2024 ».",
        en="Writes 2024-12-31 for “31 décembre 2024” or “31 déc. 2024”.",
    ),
    cures=("cell.wrong-type",),
)
RANK = 30

_MONTHS = (
    ("janvier", "janv", "jan"),
    ("fevrier", "fevr", "fev"),
    ("mars", "mar"),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
_MONTH = {word: month for month, words in enumerate(_MONTHS, start=1) for word in words}
_WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS = rf"(?:({'|'.join(_WEEK)}),? )?"
_SHAPE = lazy_pattern(rf"(?:le )?{_DAYS}(\d{{1,2}}|1er)[ -]([a-z]+)\.?[ -](\d{{4}})")


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Read day, French month and year."""
    pattern = days.form(cell.field)
    if pattern is None:
        return None
    day = by_distinct(cell.text, _read, pl.Date)
    return pl.coalesce(day.dt.to_string(pattern), cell.text)


def _read(text: str) -> dt.date | None:
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
    match = _SHAPE.fullmatch(plain)
    if match is None or match[3] not in _MONTH:
        return None
    try:
        day = dt.date(int(match[4]), _MONTH[match[3]], int(match[2].removesuffix("er")))
    except ValueError:
        return None
    # A weekday that is not that of the day says that one of the two is wrong.
    return day if match[1] in {None, _WEEK[day.weekday()]} else None
