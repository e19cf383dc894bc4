"""Changes in columns: what repairs change in a table, a row a change."""

from __future__ import annotations

from typing import Final

import polars as pl

#: `column` counts from 1; 0 is the whole row. `repair` is a position in the plan's own list.
COLUMNS: Final = {
    "row": pl.UInt32,
    "line": pl.UInt32,
    "column": pl.UInt32,
    "before": pl.String,
    "after": pl.String,
    "repair": pl.UInt8,
}

_EMPTY: Final = pl.DataFrame(schema=COLUMNS)


def empty() -> pl.DataFrame:
    """Return a frame of changes without a row."""
    return _EMPTY.clone()


def of_rows(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the changes of whole rows: those whose finding carries a repair."""
    repaired = findings.filter(pl.col("repair").is_not_null(), pl.col("row").is_not_null())
    whole_row, nothing = pl.lit(0, dtype=pl.UInt32), pl.lit("")
    return repaired.select(
        "row", "line", column=whole_row, before=nothing, after=nothing, repair="repair"
    )
