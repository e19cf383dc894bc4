"""Whole numbers (Table Schema, "integer"; lexical form of XML Schema 2, 3.3.13)."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import numbers

DTYPE = pl.Int64


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the number in 64 bits; a larger one is not read (docs/differences.md)."""

    def read(text: pl.Expr) -> pl.Expr:
        return numbers.bare(field, text, "[+-]?[0-9]+").cast(pl.Int64, strict=False)

    return numbers.cast(field, text, pl.Int64, read)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    return Text(
        fr="un nombre entier, sans espace ni décimale, par exemple 12",
        en="a whole number, with no spaces or decimals, such as 12",
    )
