"""What rules about whole columns share: classes of cells, and how they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

#: The class of the cells of a batch that holds several texts.
SEVERAL: Final = -1


def one_text(text: pl.Expr) -> pl.Expr:
    """Return a class for the cells that have a text: that of the text where it is the only one."""

    def apply(texts: pl.Series) -> pl.Series:
        present = texts.is_not_null()
        filled = texts.drop_nulls()
        if not filled.len():
            return pl.Series(texts.name, [None], dtype=pl.Int64).new_from_index(0, texts.len())
        first = filled[0]
        # A hash is halved to fit a signed number, and to leave `SEVERAL` to others.
        mark = int(filled.head(1).hash(seed=0)[0]) >> 1 if (filled == first).all() else SEVERAL
        marks = pl.Series(texts.name, [mark], dtype=pl.Int64).new_from_index(0, texts.len())
        return pl.select(pl.when(present).then(marks)).to_series().alias(texts.name)

    return text.map_batches(apply, return_dtype=pl.Int64)


def only_class(counts: Mapping[int, int], least: int) -> Mapping[int, str]:
    """Return the only class of a column of so many cells at least, with how many there are."""
    if len(counts) != 1 or SEVERAL in counts:
        return {}
    ((mark, n),) = counts.items()
    return {mark: str(n)} if n >= least else {}
