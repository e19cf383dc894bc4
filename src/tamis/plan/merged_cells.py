"""Fill the cells that stand under vertical merges of a workbook, where that is asked for."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tamis.plan.model import Plan
from tamis.tables import changes
from tamis.tables.batch import Batch, column

REPAIR = "merged-cells"
_RULE = "row.merged-cell"


def fill_changes(plan: Plan, batch: Batch) -> pl.DataFrame:
    """Return the changes that fill the empty cells under merges (see `tamis.tables.changes`)."""
    cells = [
        (row, line, cell, text)
        for fault in batch.faults
        if fault.code == _RULE
        for row, line, cell, text in zip(
            fault.rows, fault.lines, fault.cells, fault.values, strict=True
        )
        if batch.frame.item(row - batch.first_row, cell - 1) is None
    ]
    schema = {name: changes.COLUMNS[name] for name in ("row", "line", "column", "after")}
    filled = pl.DataFrame(cells, schema=schema, orient="row")
    repair = pl.lit(plan.repair_index(REPAIR), dtype=pl.UInt8)
    return filled.with_columns(
        before=pl.lit(""), repair=repair, detail=pl.lit(None, dtype=pl.String)
    ).select(changes.COLUMNS.keys())


def filled(batch: Batch, fills: pl.DataFrame) -> Batch:
    """Return a batch with the cells that `fills` changes."""
    frame = batch.frame
    for (number,), part in fills.group_by("column"):
        name = column(int(str(number)) - 1)
        index = part["row"] - batch.first_row
        frame = frame.with_columns(frame[name].scatter(index, part["after"]))
    return replace(batch, frame=frame)
