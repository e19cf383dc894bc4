"""Rows of a sheet that a dialect declares to be no data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tamis.model.dialect import TableDialect
from tamis.readers.declared_left_out import comment_fault
from tamis.readers.repeated_headers import renumbered, without_records
from tamis.tables.batch import Batch, Table, column


def without_comments(table: Table, dialect: TableDialect) -> Table:
    """Return a table whose batches hold no row that is a comment; its lines are rows, from 1."""
    if not dialect.comment_rows and not dialect.comment_char:
        return table
    return replace(table, batches=lambda: _batches(table.batches(), dialect))


def _batches(batches: Iterator[Batch], dialect: TableDialect) -> Iterator[Batch]:
    dropped = 0
    for batch in batches:
        frame = batch.frame
        _, lines = batch.places(pl.int_range(frame.height, eager=True))
        mask = lines.is_in(list(dialect.comment_rows))
        if dialect.comment_char and frame.width:
            marked = frame[column(0)].str.starts_with(dialect.comment_char)
            mask = mask | marked.fill_null(value=False)
        kept = renumbered(batch, dropped)
        dropped += int(mask.sum())
        yield _without(kept, mask, lines) if mask.any() else kept


def _without(batch: Batch, mask: pl.Series, lines: pl.Series) -> Batch:
    """Return a batch without the rows that are comments, which are kept for the journal."""
    cells = batch.frame.filter(mask).fill_null("").iter_rows()
    places = zip(mask.arg_true(), lines.filter(mask), cells, strict=True)
    fault = comment_fault(
        [(batch.first_row - 1 + at - nth, line, row) for nth, (at, line, row) in enumerate(places)]
    )
    kept = without_records(batch, mask)
    return replace(kept, faults=(*kept.faults, *fault))
