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
        values = pl.Series([read(value) for value in distinct], dtype=dtype)
        answers = pl.DataFrame({"text": distinct, "value": values})
        read_back = (
            texts.alias("text")
            .to_frame()
            .join(answers, on="text", how="left", maintain_order="left")
        )
        return read_back["value"].alias(texts.name)

    return text.map_batches(apply, return_dtype=dtype)
