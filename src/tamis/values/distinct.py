"""Reading that only Python can do, paid once for each distinct text of a batch."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from polars.datatypes import DataType, DataTypeClass


def by_distinct_pair(
    first: pl.Expr,
    second: pl.Expr,
    read: Callable[[str, str], object],
    dtype: DataType | DataTypeClass,
) -> pl.Expr:
    """Return two texts read together by a Python function, null where one of them is null."""

    def apply(pairs: pl.Series) -> pl.Series:
        frame = pairs.struct.unnest()
        distinct = frame.drop_nulls().unique()
        values = pl.Series([read(a, b) for a, b in distinct.iter_rows()], dtype=dtype)
        answers = distinct.with_columns(value=values)
        read_back = frame.join(answers, on=["first", "second"], how="left", maintain_order="left")
        return read_back["value"].alias(pairs.name)

    return pl.struct(first=first, second=second).map_batches(apply, return_dtype=dtype)


def where(
    frame: pl.DataFrame, doubted: pl.Series, ask: Callable[[pl.DataFrame], pl.Series]
) -> pl.Series:
    """Return a mask of rows that is asked of those in doubt alone; it is false of the others."""
    some = doubted.arg_true()
    if 2 * some.len() > frame.height:
        return (ask(frame).fill_null(value=False) & doubted).fill_null(value=False)
    mask = pl.zeros(frame.height, dtype=pl.Int8, eager=True).cast(pl.Boolean)
    return mask.scatter(some, ask(frame[some]).fill_null(value=False)) if some.len() else mask


def which_pairs(first: pl.Expr, second: pl.Expr, is_wanted: Callable[[str, str], bool]) -> pl.Expr:
    """Return whether a Python function is true of two texts; false where one of them is null.

    Where it is true of no pair, no row is looked at.
    """

    def apply(pairs: pl.Series) -> pl.Series:
        frame = pairs.struct.unnest()
        distinct = frame.unique().drop_nulls()
        wanted = distinct.filter([is_wanted(a, b) for a, b in distinct.iter_rows()])
        if wanted.is_empty():
            return pl.zeros(frame.height, dtype=pl.Int8, eager=True).cast(pl.Boolean)
        marked = wanted.with_columns(is_wanted=True)
        found = frame.join(marked, on=["first", "second"], how="left", maintain_order="left")
        return found["is_wanted"].fill_null(value=False).alias(pairs.name)

    return pl.struct(first=first, second=second).map_batches(apply, return_dtype=pl.Boolean)


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
