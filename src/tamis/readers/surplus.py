"""Cells beyond the header that an earlier run put in a column: they are still beyond the header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tamis.tables.batch import SURPLUS, Batch, Fault, Table, column


def without_surplus_column(table: Table) -> Table:
    """Return a table without the column of cells beyond the header; each of them is told anew.

    What was an error before a file was written anew is one afterwards, until somebody moves these
    cells where they belong.
    """
    labels = table.header
    if len(labels) < 2 or labels[-1] != SURPLUS:  # noqa: PLR2004 some column must be left
        return table
    last = column(len(labels) - 1)
    return replace(
        table,
        header=labels[:-1],
        batches=lambda: _batches(table.batches(), last),
        has_surplus=True,
    )


def _batches(batches: Iterator[Batch], last: str) -> Iterator[Batch]:
    for batch in batches:
        cells = batch.frame[last].replace("", None)
        index = cells.is_not_null().arg_true()
        rows, lines = batch.places(index)
        texts = cells.gather(index).to_list()
        faults = tuple(_whole(batch.faults, batch.frame.width))
        if texts:
            fault = Fault(
                code="row.extra-cells",
                rows=rows.to_list(),
                lines=lines.to_list(),
                values=texts,
                notes=["1"] * len(texts),
            )
            faults = (*faults, fault)
        numbers = batch.numbers
        if numbers is not None:
            numbers = numbers.select(pl.exclude(last))
        yield replace(batch, frame=batch.frame.drop(last), faults=faults, numbers=numbers)


def _whole(faults: tuple[Fault, ...], width: int) -> Iterator[Fault]:
    """Return faults, but for rows that lack the last column alone, which is none of the table's."""
    for fault in faults:
        if fault.code != "row.missing-cells" or width - 1 not in fault.cells:
            yield fault
            continue
        kept = [n for n, cells in enumerate(fault.cells) if cells != width - 1]
        if kept:
            yield replace(
                fault,
                rows=[fault.rows[n] for n in kept],
                lines=[fault.lines[n] for n in kept],
                values=[fault.values[n] for n in kept],
                notes=[str(int(fault.notes[n]) - 1) for n in kept],
                cells=[fault.cells[n] for n in kept],
            )
