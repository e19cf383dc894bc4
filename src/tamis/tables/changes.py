"""Changes in columns: what repairs change in a table, a row a change."""

from __future__ import annotations

import json
from typing import Final

import polars as pl

#: `column` counts from 1; 0 is the whole row. `repair` is a position in the plan's own list.
#: `detail` is what undoing the change takes beyond `before`, as JSON (see `tamis.writers.journal`).
COLUMNS: Final = {
    "row": pl.UInt32,
    "line": pl.UInt32,
    "column": pl.UInt32,
    "before": pl.String,
    "after": pl.String,
    "repair": pl.UInt8,
    "detail": pl.String,
}

_EMPTY: Final = pl.DataFrame(schema=COLUMNS)


def empty() -> pl.DataFrame:
    """Return a frame of changes without a row."""
    return _EMPTY.clone()


def of_rows(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the changes of whole rows: those whose finding carries a repair."""
    repaired = findings.filter(pl.col("repair").is_not_null(), pl.col("row").is_not_null())
    whole_row, nothing = pl.lit(0, dtype=pl.UInt32), pl.lit("")
    none = pl.lit(None, dtype=pl.String)
    return repaired.select(
        "row",
        "line",
        column=whole_row,
        before=nothing,
        after=nothing,
        repair="repair",
        detail=none,
    )


def of_dropped_rows(
    rows: pl.Series, lines: pl.Series, cells: pl.DataFrame, repair: int
) -> pl.DataFrame:
    """Return the changes of rows that are left out, with what they hold.

    Args:
        rows: their record numbers (UInt32).
        lines: their physical lines (UInt32).
        cells: their cells, a column a column of the file, from the first to the last.
        repair: the repair that leaves them out.
    """
    texts = [[cell or "" for cell in row] for row in cells.iter_rows()]
    filled = [texts if any(texts) else None for texts in texts]
    shown = [", ".join(filter(None, texts or ())) for texts in filled]
    details = [None if texts is None else json.dumps(texts, ensure_ascii=False) for texts in filled]
    frame = pl.DataFrame({"row": rows, "line": lines, "before": shown, "detail": details})
    whole = frame.with_columns(column=pl.lit(0), after=pl.lit(""), repair=pl.lit(repair))
    return whole.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
