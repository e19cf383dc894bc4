"""What repairs change in a batch, a row a change."""

from __future__ import annotations

from typing import Final

import polars as pl

#: `column` counts from 1; 0 is the whole row.
CHANGES: Final = {
    "row": pl.UInt32,
    "line": pl.UInt32,
    "column": pl.UInt32,
    "before": pl.String,
    "after": pl.String,
    "repair": pl.UInt8,
}

_NONE: Final = pl.DataFrame(schema=CHANGES)


def changes(told: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Return what is changed: whole rows that were told as curable, then cells.

    Args:
        told: findings about rows.
        cells: changes of cells, whose columns are those of `CHANGES`.
    """
    whole = told.filter(pl.col("repair").is_not_null(), pl.col("row").is_not_null())
    if not whole.height and not cells.height:
        return _NONE
    nothing = pl.lit("").alias
    rowwise = pl.lit(0, dtype=pl.UInt32).alias("column")
    rows = whole.select("row", "line", rowwise, nothing("before"), nothing("after"), "repair")
    return pl.concat([_NONE, rows, cells]).select(CHANGES.keys())
