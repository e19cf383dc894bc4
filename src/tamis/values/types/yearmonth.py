"""Months of a year (Table Schema, "yearmonth"; XML Schema 2, ``gYearMonth``)."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import patterns

DTYPE = pl.Date
_SHAPE = r"[0-9]{4}-(?:0[1-9]|1[0-2])"


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the first day of the month."""
    day = (text + "-01").str.to_date("%Y-%m-%d", strict=False)
    return pl.when(patterns.whole(text, _SHAPE)).then(day)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    return Text(
        fr="un mois de la forme AAAA-MM, par exemple 2024-12",
        en="a month written YYYY-MM, such as 2024-12",
    )
