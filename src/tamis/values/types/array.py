"""JSON arrays (Table Schema, "array"). The value is the text: what it holds may be anything.

`arrayItem`, which some published schemas use, is looked at as frictionless does: each item
must be of that type and hold its constraints.
"""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import json_cells

DTYPE = pl.String


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the JSON text, null where it is no array (of such items)."""
    return json_cells.parse(text, "array", item=field.array_item)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    choices = json_cells.choices(field.array_item)
    if choices:
        listed = ", ".join(choices)
        return Text(
            fr=f"une liste JSON de valeurs parmi : {listed}",
            en=f"a JSON list of values among: {listed}",
        )
    return Text(
        fr='une liste JSON, par exemple ["a", "b"]',
        en='a JSON list, such as ["a", "b"]',
    )
