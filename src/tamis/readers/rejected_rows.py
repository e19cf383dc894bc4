"""Rows that a release laid aside, delivered again: what it marked in them is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from tamis.tables.batch import Batch, Table
from tamis.values.formulas import exact

#: Labels that the table of rejects, and that of duplicates, have besides a source's own.
_LINEAGE: Final = frozenset({"_source", "_record", "_line", "_content"})
_REJECTS: Final = frozenset({"_reasons", "_explained"})
_DUPLICATES: Final = frozenset({"_key", "_decided_by", "_kept_source"})


def without_formula_marks(table: Table) -> Table:
    """Return a table of rejects or duplicates with its cells as they were delivered first.

    Such tables are opened in spreadsheets: what those would run has a mark before it, which is no
    part of the value.
    """
    labels = frozenset(table.header)
    if not (labels >= _LINEAGE and (labels >= _REJECTS or labels >= _DUPLICATES)):
        return table

    def batches() -> Iterator[Batch]:
        for batch in table.batches():
            texts = batch.frame.with_columns(exact(pl.col(pl.String)))
            yield replace(batch, frame=texts)

    return replace(table, batches=batches)
