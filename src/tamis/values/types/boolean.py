"""Yes or no (Table Schema, "boolean"), in the words of trueValues and falseValues."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text

DTYPE = pl.Boolean


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the boolean; case counts."""
    true, false = text.is_in(field.true_values), text.is_in(field.false_values)
    return pl.when(true).then(statement=True).when(false).then(statement=False)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    true, false = field.true_values[:1], field.false_values[:1]
    words = (*true, *false)
    return Text(fr=" ou ".join(words), en=" or ".join(words))
