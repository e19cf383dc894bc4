"""Years (Table Schema, "year"; XML Schema 2, ``gYear``)."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import patterns

DTYPE = pl.Int32
_SHAPE = r"-?(?:[0-9]{4}|[1-9][0-9]{4,8})"


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the year."""
    return pl.when(patterns.whole(text, _SHAPE)).then(text.cast(DTYPE, strict=False))


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    return Text(fr="une année à quatre chiffres, par exemple 2024", en="a year, such as 2024")
