"""JSON objects (Table Schema, "object"). The value is the text."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import json_cells

DTYPE = pl.String


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the JSON text, null where it is no object."""
    return json_cells.parse(text, "object")


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    return Text(fr='un objet JSON, par exemple {"a": 1}', en='a JSON object, such as {"a": 1}')
