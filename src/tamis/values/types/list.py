"""Lists of values in one cell (Table Schema v2, "list"): a delimiter, an itemType."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tamis import values
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values.distinct import by_distinct

DTYPE = pl.List(pl.String)
#: What itemType may be (Table Schema v2, "list"); items are read in their default form only.
ITEMS = frozenset({"string", "integer", "boolean", "number", "datetime", "date", "time"})


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the items as texts, null where one of them is not of the item type."""
    item = replace(field, type=field.item_type, format="default")

    def read(cell: str) -> list[str] | None:
        items = [part.strip() for part in cell.split(field.delimiter)]
        if item.type == "string" or item.type not in ITEMS:
            return items
        return None if values.read(item, items).has_nulls() else items

    return by_distinct(text, read, DTYPE)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    item = values.type_module(replace(field, type=field.item_type, format="default")).expected(
        field
    )
    mark = field.delimiter
    return Text(
        fr=f"une liste séparée par « {mark} » ; chaque élément : {item.fr}",
        en=f"a list separated by “{mark}”; each item: {item.en}",
    )
