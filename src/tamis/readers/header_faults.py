"""What is to be told of where the header of a table stands, and the records above it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import polars as pl

from tamis.readers.declared_left_out import no_header_fault
from tamis.tables.batch import Batch, Fault, column
from tamis.tables.header import placeholder_labels


def header_faults(
    labels: Sequence[str],
    above: Sequence[str],
    records: Sequence[tuple[int, Sequence[str]]],
    first: str,
    titles: Sequence[tuple[int, Sequence[str]]] = (),
) -> Iterator[Fault]:
    """Return the faults of a header.

    Args:
        labels: its labels.
        above: the lines above it that are no records.
        records: the records above it: the physical line and the cells of each.
        first: the first record, where the table has no header.
        titles: the lines above it again: the physical line and the cells of each.
    """
    if not any(label.strip() for label in labels):
        yield Fault(code="file.empty")
        return
    if first or tuple(labels) == placeholder_labels(len(labels)):
        yield Fault(code="file.no-header", lines=[1], values=[first or " ".join(labels)])
    if first:
        yield from no_header_fault()
    if above:
        shown = "\n".join(line for line in above if line.strip())
        rows = json.dumps(
            [[line, without_blank_end(cells)] for line, cells in titles], ensure_ascii=False
        )
        yield Fault(
            code="file.title-lines",
            lines=[1],
            values=[shown],
            notes=[str(len(above))],
            details=[rows],
        )
    if records:
        yield Fault(
            code="file.records-above-header",
            lines=[line for line, _ in records],
            values=[" ".join(cell for cell in cells if cell) for _, cells in records],
        )


def without_blank_end(cells: Sequence[str]) -> list[str]:
    """Return the cells of a row up to the last that is filled."""
    last = max((at for at, cell in enumerate(cells, 1) if cell), default=0)
    return list(cells[:last])


def records_batch(records: Sequence[tuple[int, Sequence[str]]], width: int) -> Batch:
    """Return the records above a header as the first batch of a table.

    Args:
        records: the physical line and the cells of each, no more than `width`.
        width: how many columns the table has.
    """
    rows = [[cell or None for cell in (*cells, *[""] * width)[:width]] for _, cells in records]
    schema = {column(position): pl.String for position in range(width)}
    lines = pl.Series([line for line, _ in records], dtype=pl.UInt32)
    return Batch(frame=pl.DataFrame(rows, schema=schema, orient="row"), first_row=1, lines=lines)
