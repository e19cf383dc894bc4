"""Swap the cells of two columns that stand in each other's place, where that is asked for."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tamis.plan.model import Plan
from tamis.tables import changes
from tamis.tables.batch import Batch, column


def swap_changes(plan: Plan, batch: Batch, remaining: pl.DataFrame) -> pl.DataFrame:
    """Return the changes that swap cells, two a row (see `tamis.tables.changes`).

    Args:
        plan: the compiled schema.
        batch: the records.
        remaining: what is wrong with them once cells are repaired, as findings.
    """
    parts = [changes.empty()]
    for check in plan.row_checks:
        if not check.swaps:
            continue
        found = remaining.filter(pl.col("check") == check.check).select("row", "line")
        index = found["row"] - batch.first_row
        first, second = (field.position for field in check.fields)
        texts = {at: batch.frame[column(at)].gather(index) for at in (first, second)}
        for at, other in ((first, second), (second, first)):
            cells = found.with_columns(texts[at].alias("before"), texts[other].alias("after"))
            filled = cells.filter(pl.all_horizontal(texts[n].is_not_null() for n in texts))
            parts.append(_entries(filled, at + 1, check.repair))
    return pl.concat(parts)


def _entries(cells: pl.DataFrame, number: int, repair: int | None) -> pl.DataFrame:
    entries = cells.with_columns(
        column=pl.lit(number), repair=pl.lit(repair), detail=pl.lit(None, dtype=pl.String)
    )
    return entries.select(pl.col(name).cast(dtype) for name, dtype in changes.COLUMNS.items())


def swapped(batch: Batch, swaps: pl.DataFrame) -> Batch:
    """Return a batch with the cells that `swaps` changes."""
    frame = batch.frame
    for (number,), part in swaps.group_by("column"):
        name = column(int(str(number)) - 1)
        # A series of its own: `scatter` writes in place.
        cells = frame[name].clone().scatter(part["row"] - batch.first_row, part["after"])
        frame = frame.with_columns(cells)
    return replace(batch, frame=frame)
