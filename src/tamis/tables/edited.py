"""A table in which a person has written cells and taken records out, and the account of it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from tamis.model.edits import EDITED, REMOVED, Edits
from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.tables import changes
from tamis.tables.batch import Batch, Fault, Table, column

#: The members of a fault that hold one value a record.
_BY_RECORD = ("rows", "lines", "values", "notes", "cells", "ends", "details")


class EditLog:
    """Edits on their way over a table, and what they change, batch after batch. It changes.

    The `repair` of its changes is a position in `tamis.model.edits.BY_HAND`.
    """

    def __init__(self, edits: Edits) -> None:
        self.edits = edits
        self.done = 0
        #: How many cells and records were changed, by the name of the rule.
        self.counts: dict[str, int] = {}
        self._columns: dict[int, dict[int, str]] = {}
        for (row, number), text in edits.cells.items():
            if row not in edits.removed:
                self._columns.setdefault(number, {})[row] = text
        self._waiting: deque[pl.DataFrame] = deque()

    def through(self, table: Table) -> Table:
        """Return the table with the edits in it; what an earlier reading noted is forgotten.

        Raises:
            UsageError: a cell stands in a column that the table does not have.
        """
        self.done = 0
        self.counts = {}
        self._waiting.clear()
        if not self.edits:
            return table
        if any(not 0 < number <= len(table.header) for number in self._columns):
            raise _elsewhere()
        return replace(table, batches=lambda: self._passing(table))

    def next_changes(self) -> pl.DataFrame:
        """Return what was changed in the next batch, in the order in which batches passed."""
        return self._waiting.popleft() if self._waiting else changes.empty()

    def ensure_done(self) -> None:
        """Ensure that all edits were done, once all batches have passed.

        Raises:
            UsageError: some edits are of records that the table does not have.
        """
        if self.done != sum(map(len, self._columns.values())) + len(self.edits.removed):
            raise _elsewhere()

    def _passing(self, table: Table) -> Iterator[Batch]:
        for batch in table.batches():
            first, beyond = batch.first_row, batch.first_row + batch.frame.height
            removed = sorted(row for row in self.edits.removed if first <= row < beyond)
            taken_out = _removals(batch, removed)
            edited, written = self._written(batch)
            self.done += len(removed)
            self._count(taken_out, written)
            parts = list(_without(edited, removed)) if removed else [edited]
            self._waiting.append(pl.concat([taken_out, written]))
            self._waiting.extend(changes.empty() for _ in parts[1:])
            yield from parts

    def _count(self, *frames: pl.DataFrame) -> None:
        for rule, entries in zip((REMOVED, EDITED), frames, strict=True):
            if entries.height:
                self.counts[rule.name] = self.counts.get(rule.name, 0) + entries.height

    def _written(self, batch: Batch) -> tuple[Batch, pl.DataFrame]:
        """Return a batch with the cells that were written in it, and what they change."""
        first, height = batch.first_row, batch.frame.height
        frame, numbers = batch.frame, batch.numbers
        entries, reach = [], dict[int, int]()
        for number, texts in self._columns.items():
            here = {row: text for row, text in texts.items() if first <= row < first + height}
            if not here:
                continue
            self.done += len(here)
            name = column(number - 1)
            index = pl.Series([row - first for row in here], dtype=pl.UInt32)
            after = pl.Series([text or None for text in here.values()], dtype=pl.String)
            entries.append(_entries(batch, index, number, frame[name].gather(index), after))
            frame = frame.with_columns(frame[name].scatter(index, after))
            if numbers is not None and name in numbers.columns:
                typed = pl.Series([False]).new_from_index(0, len(here))
                numbers = numbers.with_columns(numbers[name].scatter(index, typed))
            reach |= {row: max(number, reach.get(row, 0)) for row, text in here.items() if text}
        if not entries:
            return batch, changes.empty()
        widened = [(fault, _widened(fault, reach, frame.width)) for fault in batch.faults]
        faults = tuple(after for before, after in widened if after.rows or not before.rows)
        edited = replace(batch, frame=frame, numbers=numbers, faults=faults)
        return edited, pl.concat(entries)


def _entries(
    batch: Batch, index: pl.Series, number: int, before: pl.Series, after: pl.Series
) -> pl.DataFrame:
    """Return the cells of a column that are written otherwise, as changes (`repair` 0)."""
    rows, lines = batch.places(index)
    frame = pl.DataFrame(
        {"row": rows, "line": lines, "before": before.fill_null(""), "after": after.fill_null("")}
    ).filter(pl.col("before") != pl.col("after"))
    none = pl.lit(None, dtype=pl.String)
    whole = frame.with_columns(column=pl.lit(number), repair=pl.lit(0), detail=none)
    return whole.select(pl.col(name).cast(dtype) for name, dtype in changes.COLUMNS.items())


def _removals(batch: Batch, removed: Sequence[int]) -> pl.DataFrame:
    """Return the records that are taken out, with all that they hold, as changes (`repair` 1)."""
    if not removed:
        return changes.empty()
    index = pl.Series([row - batch.first_row for row in removed], dtype=pl.UInt32)
    rows, lines = batch.places(index)
    entries = changes.of_dropped_rows(rows, lines, batch.frame[index], 1)
    surplus = {
        row: value
        for fault in batch.faults
        if fault.code == "row.extra-cells"
        for row, value in zip(fault.rows, fault.values, strict=True)
    }
    if not any(row in surplus for row in removed):
        return entries
    texts = [
        _with_surplus(detail, surplus.get(row), batch.frame.width)
        for row, detail in zip(removed, entries["detail"], strict=True)
    ]
    return entries.with_columns(detail=pl.Series(texts, dtype=pl.String))


def _with_surplus(detail: str | None, surplus: str | None, width: int) -> str | None:
    if surplus is None:
        return detail
    cells: list[str] = json.loads(detail) if detail else [""] * width
    return json.dumps([*cells, surplus], ensure_ascii=False)


def _without(batch: Batch, removed: Sequence[int]) -> Iterator[Batch]:
    """Return the stretches of a batch between the records that are taken out.

    Where all are, one without a record tells the faults of the file.
    """
    start, end = batch.first_row, batch.first_row + batch.frame.height
    is_first = True
    for row in (*removed, end):
        if row > start:
            yield _stretch(batch, start, row, with_whole=is_first)
            is_first = False
        start = row + 1
    if is_first:
        yield _stretch(batch, batch.first_row, batch.first_row, with_whole=True)


def _stretch(batch: Batch, start: int, end: int, *, with_whole: bool) -> Batch:
    """Return the records from `start` to before `end`; `with_whole`: faults of the file too."""
    offset, height = start - batch.first_row, end - start
    lines, numbers = batch.lines, batch.numbers
    rows = range(start, end)
    faults = tuple(
        part if fault.rows else fault
        for fault in batch.faults
        if ((part := _only(fault, rows)).rows if fault.rows else with_whole)
    )
    return replace(
        batch,
        frame=batch.frame.slice(offset, height),
        first_row=start,
        lines=lines.slice(offset, height) if isinstance(lines, pl.Series) else lines + offset,
        numbers=None if numbers is None else numbers.slice(offset, height),
        faults=faults,
    )


def _only(fault: Fault, rows: Collection[int]) -> Fault:
    """Return the occurrences of a fault that are of some records."""
    kept = [at for at, row in enumerate(fault.rows) if row in rows]
    parts: dict[str, Any] = {
        name: [values[at] for at in kept]
        for name in _BY_RECORD
        if len(values := getattr(fault, name)) == len(fault.rows)
    }
    return replace(fault, **parts)


def _widened(fault: Fault, reach: dict[int, int], width: int) -> Fault:
    """Return a fault of short records, of which some have more cells now.

    Args:
        fault: any fault.
        reach: the last column that was written in each record.
        width: how many cells a whole record has.
    """
    if fault.code != "row.missing-cells":
        return fault
    cells = [
        max(cells, reach.get(row, cells))
        for row, cells in zip(fault.rows, fault.cells, strict=True)
    ]
    widened = replace(fault, cells=cells)
    whole = {row for row, count in zip(fault.rows, cells, strict=True) if count >= width}
    return _only(widened, set(fault.rows) - whole) if whole else widened


def _elsewhere() -> UsageError:
    return UsageError(
        Text(
            fr="Des corrections portent sur des cellules que ce fichier n'a pas.",
            en="Some edits are of cells that this file does not have.",
        )
    )
