"""Reading that only Python can do, paid once for each distinct text of a batch."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from polars.datatypes import DataType, DataTypeClass


def by_distinct(
    text: pl.Expr, read: Callable[[str], object], dtype: DataType | DataTypeClass
) -> pl.Expr:
    """Return `text` read by a Python function that gives None for what it cannot read."""

    def apply(texts: pl.Series) -> pl.Series:
        distinct = texts.unique().drop_nulls()
        values = pl.Series([read(one) for one in distinct], dtype=dtype)
        return texts.replace_strict(distinct, values, default=None, return_dtype=dtype)

    return text.map_batches(apply, return_dtype=dtype)
