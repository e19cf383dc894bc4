"""The header that stands again among the records, where files were put end to end, is no record.

One whose columns come in another order is told: the records below it are not what they are read as.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from tamis.readers.declared_left_out import COMMENT
from tamis.tables.batch import Batch, Fault, Table, column
from tamis.tables.header import placeholder_labels

#: What may stand after a label, and is no part of it.
_AFTER: Final = " .*:"
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
    words = [word for label in labels if label for word in _spellings(label)]
    for batch in batches:
        if not batch.frame[column(first)].is_in(words).any():
            yield renumbered(batch, dropped) if dropped else batch
            continue
        here = _with_other_headers(batch, labels)
        mask = _repeats(batch.frame, labels, first)
        if mask is None:
            yield renumbered(here, dropped) if dropped else here
            continue
        yield _without(renumbered(here, dropped), mask, labels)
        dropped += int(mask.sum())


def _repeats(frame: pl.DataFrame, labels: Sequence[str], first: int) -> pl.Series | None:
    """Return which records are the header again; None where none is.

    Labels may have other capitals and blanks around, and stars or full stops after them, unless one
    alone is all there is of the header. One column is looked at for the usual spellings before all
    of them are.
    """
    if not frame[column(first)].is_in(_spellings(labels[first])).any():
        return None
    is_exact = sum(map(bool, labels)) == 1
    same = (
        pl.col(column(position)).fill_null("").str.strip_chars() == label
        if is_exact
        else _bare(position) == _stripped(label)
        for position, label in enumerate(labels)
    )
    mask = frame.select(pl.all_horizontal(list(same))).to_series()
    return mask if mask.any() else None


def _with_other_headers(batch: Batch, labels: Sequence[str]) -> Batch:
    """Return a batch with the records told that are the header in another order of columns.

    Up to half of the labels may be left out.
    """
    names = {_stripped(label) for label in labels if label}
    cells = batch.frame.select(
        _bare(position).alias(column(position)) for position in range(len(labels))
    )
    filled = pl.sum_horizontal((pl.all() != "").cast(pl.UInt32))
    known = pl.sum_horizontal(pl.all().is_in(list(names)).cast(pl.UInt32))
    may_be = (known > 1) & (known == filled) & (2 * known >= len(names))
    index = cells.select(may_be).to_series().arg_true()
    order = [_stripped(label) for label in labels]
    others = [
        at
        for at, row in zip(index.to_list(), cells[index].iter_rows(), strict=True)
        if _is_in_other_order(row, order)
    ]
    if not others:
        return batch
    _, lines = batch.places(pl.Series(others, dtype=pl.UInt32))
    values = [", ".join(map(str.strip, filter(None, batch.frame.row(at)))) for at in others]
    fault = Fault(code="file.other-header", lines=lines.to_list(), values=values)
    return replace(batch, faults=(*batch.faults, fault))


def _is_in_other_order(cells: Sequence[str], labels: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(set(filled)) == len(filled) and any(
        cell and cell != label for cell, label in zip(cells, labels, strict=True)
    )


def _bare(position: int) -> pl.Expr:
    """Return the cells of a column without what may stand around a label, in small letters."""
    cells = pl.col(column(position)).fill_null("").str.strip_chars()
    return cells.str.strip_chars_end(_AFTER).str.to_lowercase()


def _stripped(label: str) -> str:
    return label.strip().rstrip(_AFTER).lower()


def _spellings(label: str) -> list[str]:
    """Return a label as it is often written elsewhere: other capitals, a blank or mark around."""
    words = {label, label.upper(), label.lower(), label.capitalize(), label.title()}
    ends = ("", " ", "*", " *", ".")
    return [f"{before}{word}{after}" for word in words for before in ("", " ") for after in ends]


def renumbered(batch: Batch, dropped: int) -> Batch:
    """Return a batch before which some records are left out."""
    faults = (
        _moved(replace(fault, rows=[row - dropped for row in fault.rows]), lambda _: dropped)
        for fault in batch.faults
    )
    return replace(batch, first_row=batch.first_row - dropped, faults=tuple(faults))


def _moved(fault: Fault, dropped_before: Callable[[int], int]) -> Fault:
    """Return a fault that tells before which record each comment stands, some being left out."""
    if fault.code != COMMENT:
        return fault
    places = [json.loads(detail) for detail in fault.details]
    details = [[before - dropped_before(before), cells] for before, cells in places]
    return replace(fault, details=[json.dumps(place, ensure_ascii=False) for place in details])


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
    total = mask.cast(pl.Int64).cum_sum()

    def dropped_before(place: int) -> int:
        return int(total[place - batch.first_row]) if place >= batch.first_row else 0

    faults = (
        _moved(replace(fault, **_kept(fault, batch.first_row, mask, before)), dropped_before)
        for fault in batch.faults
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
