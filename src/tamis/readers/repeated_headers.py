"""The header that stands again among the records, where files were put end to end, is no record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from tamis.tables.batch import Batch, Fault, Table, column
from tamis.tables.header import placeholder_labels

#: Formats that name the cells of each record, or of each column once: nothing repeats there.
_WITHOUT_HEADER: Final = frozenset({"json", "ndjson", "geojson", "parquet", "arrow"})


def without_repeated_headers(table: Table) -> Table:
    """Return a table whose batches hold no record that is the header again; each is told."""
    labels = [label.strip() for label in table.header]
    if (
        table.format in _WITHOUT_HEADER
        or not any(labels)
        or table.header == placeholder_labels(len(labels))
    ):
        return table
    return replace(table, batches=lambda: _batches(table.batches(), labels))


def _batches(batches: Iterator[Batch], labels: Sequence[str]) -> Iterator[Batch]:
    dropped = 0
    first = next(position for position, label in enumerate(labels) if label)
    for batch in batches:
        mask = _repeats(batch.frame, labels, first)
        if mask is None:
            yield renumbered(batch, dropped) if dropped else batch
            continue
        yield _without(renumbered(batch, dropped), mask, labels)
        dropped += int(mask.sum())


def _repeats(frame: pl.DataFrame, labels: Sequence[str], first: int) -> pl.Series | None:
    """Return which records are the header again; None where none is.

    Labels may have other capitals and blanks around, unless one alone is all there is of the
    header. One column is looked at for the usual spellings before all of them are.
    """
    if not frame[column(first)].is_in(_spellings(labels[first])).any():
        return None
    is_exact = sum(map(bool, labels)) == 1
    same = (
        cells == label if is_exact else cells.str.to_lowercase() == label.lower()
        for cells, label in (
            (pl.col(column(position)).fill_null("").str.strip_chars(), label)
            for position, label in enumerate(labels)
        )
    )
    mask = frame.select(pl.all_horizontal(list(same))).to_series()
    return mask if mask.any() else None


def _spellings(label: str) -> list[str]:
    """Return a label as it is often written elsewhere: other capitals, a blank around."""
    words = {label, label.upper(), label.lower(), label.capitalize(), label.title()}
    return [
        f"{before}{word}{after}" for word in words for before in ("", " ") for after in ("", " ")
    ]


def renumbered(batch: Batch, dropped: int) -> Batch:
    """Return a batch before which some records are left out."""
    faults = (replace(f, rows=[row - dropped for row in f.rows]) for f in batch.faults)
    return replace(batch, first_row=batch.first_row - dropped, faults=tuple(faults))


def _without(batch: Batch, mask: pl.Series, labels: Sequence[str]) -> Batch:
    """Return a batch without some records, which are told."""
    _, lines = batch.places(pl.int_range(batch.frame.height, eager=True))
    repeated = lines.filter(mask).to_list()
    cells = batch.frame.filter(mask).fill_null("").iter_rows()
    # How many records stand before each.
    before = [batch.first_row - 1 + at - nth for nth, at in enumerate(mask.arg_true())]
    fault = Fault(
        code="row.repeated-header",
        lines=repeated,
        values=[", ".join(labels)] * len(repeated),
        details=[
            json.dumps(place, ensure_ascii=False) for place in zip(before, cells, strict=True)
        ],
    )
    kept = without_records(batch, mask)
    return replace(kept, faults=(*kept.faults, fault))


def without_records(batch: Batch, mask: pl.Series) -> Batch:
    """Return a batch without some records, nor what is told of them."""
    _, lines = batch.places(pl.int_range(batch.frame.height, eager=True))
    before = mask.cast(pl.Int64).cum_sum() - mask.cast(pl.Int64)
    faults = (
        replace(fault, **_kept(fault, batch.first_row, mask, before)) for fault in batch.faults
    )
    return replace(
        batch,
        frame=batch.frame.filter(~mask),
        lines=lines.filter(~mask),
        numbers=None if batch.numbers is None else batch.numbers.filter(~mask),
        faults=tuple(fault for fault in faults if fault.rows or fault.lines),
    )


def _kept(fault: Fault, first_row: int, mask: pl.Series, before: pl.Series) -> dict[str, Any]:
    """Return the parts of a fault without what it tells of records that are left out."""
    if not fault.rows:
        return {}
    indices = [row - first_row for row in fault.rows]
    kept = [at for at, index in enumerate(indices) if not mask[index]]
    parts = {
        name: [values[at] for at in kept]
        for name in ("lines", "values", "notes", "cells", "ends", "details")
        if (values := getattr(fault, name))
    }
    return {**parts, "rows": [fault.rows[at] - int(before[indices[at]]) for at in kept]}
