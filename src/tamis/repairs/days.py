"""Days in the form that a field wants: ISO 8601, or digits in another order."""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.values.types import date

#: A pattern of day, month and year in digits, once each: a day can be written by it.
_WHOLE: Final = lazy_pattern(r"%[Ymd][^%]*%[Ymd][^%]*%[Ymd]")


def form(field: Field) -> str | None:
    """Return the strptime pattern of a date field, None where a day cannot be written by it.

    >>> form(Field(name="x", type="date")), form(Field(name="x", type="date", format="%d/%m/%Y"))
    ('%Y-%m-%d', '%d/%m/%Y')
    >>> form(Field(name="x", type="date", format="%Y")), form(Field(name="x", type="string"))
    (None, None)
    """
    if field.type != "date" or field.format == "any":
        return None
    pattern = date.pattern(field)
    whole = _WHOLE.fullmatch(pattern) and all(part in pattern for part in ("%Y", "%m", "%d"))
    return pattern if whole else None


def puts_month_first(pattern: str) -> bool:
    """Return whether a pattern has the month before the day and after no year, as Americans do."""
    return pattern.index("%m") < pattern.index("%d") < pattern.index("%Y")


def mark(pattern: str) -> str:
    """Return what stands between the first two parts of a pattern.

    >>> mark("%m/%d/%Y")
    '/'
    """
    return pattern[2 : pattern.index("%", 2)]


def puts_day_second(pattern: str) -> bool:
    """Return whether a pattern has the day between year and month, as nobody does."""
    return pattern.index("%Y") < pattern.index("%d") < pattern.index("%m")


def write(pattern: str, year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the texts of days by a pattern, null where the calendar has no such day.

    Args:
        pattern: what `form` gives.
        year: texts of four digits.
        month: texts of two digits, as `day`.
        day: texts of two digits.
    """
    iso = pl.concat_str(year, month, day, separator="-")
    return iso.str.to_date("%Y-%m-%d", strict=False).dt.to_string(pattern)
