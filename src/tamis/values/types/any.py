"""Anything (Table Schema v2, "any"): the text is the value, and is never looked into."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text

DTYPE = pl.String


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the text."""
    return text


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    return Text(fr="une valeur", en="a value")
