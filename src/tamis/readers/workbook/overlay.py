"""Special cells put over the rows of a sheet, and what merged cells hide taken away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.sheet import Sheet
from tamis.readers.workbook.xlsx_cells import Placed


def overlaid(sheet: Sheet, facts: SheetFacts, size: int) -> Iterator[list[list[Any]]]:
    """Give the rows of a sheet, so many at a time, with what their cells show.

    Args:
        sheet: the sheet.
        facts: filled in by the time of the last rows.
        size: how many rows are given at a time.

    Raises:
        ValueError: special cells do not stand in the order of the rows.
    """
    rows, first = sheet.rows(), 1
    overlay = _Overlay(sheet, facts)
    while block := list(islice(rows, size)):
        overlay.put(block, first)
        first += len(block)
        yield block
    if rest := overlay.rest(first):
        yield rest


class _Overlay:
    """The special cells of a sheet, taken as its rows pass."""

    def __init__(self, sheet: Sheet, facts: SheetFacts) -> None:
        self._left, self._width = sheet.left, sheet.width
        self._coming = sheet.specials(facts)
        self._next: Placed | None = next(self._coming, None)
        self._hidden = _under(sheet)

    def put(self, rows: list[list[Any]], first: int) -> None:
        """Put the cells of some rows in, the first of which is the row `first` of the sheet."""
        last = first + len(rows)
        while self._next is not None and self._next.row < last:
            row, column, content = self._next
            if row < first:
                raise ValueError(f"rows out of order: {row}")
            if 0 < column - self._left <= self._width:
                rows[row - first][column - self._left - 1] = content
            self._next = next(self._coming, None)
        for at in range(first, last) if self._hidden else ():
            for column in self._hidden.pop(at, ()):
                if 0 < column - self._left <= self._width:
                    rows[at - first][column - self._left - 1] = ""

    def rest(self, first: int) -> list[list[Any]]:
        """Return the rows from `first` on, that hold special cells alone."""
        rows: list[list[Any]] = []
        while self._next is not None:
            row, column, content = self._next
            rows.extend([""] * self._width for _ in range(len(rows), row - first + 1))
            if 0 < column - self._left <= self._width:
                rows[row - first][column - self._left - 1] = content
            self._next = next(self._coming, None)
        return rows


#: Merged cells of which more cells are hidden are taken for a mistake, and left as they are.
_MOST_HIDDEN = 1_000_000


def _under(sheet: Sheet) -> dict[int, list[int]]:
    """Return the columns that merged cells hide, by row."""
    hidden = dict[int, list[int]]()
    right = sheet.left + sheet.width
    seen = 0
    for merged in sheet.merges:
        for row in range(merged.top, merged.bottom + 1):
            first = merged.left + (row == merged.top)
            columns = range(first, min(merged.right, right) + 1)
            seen += len(columns)
            if seen > _MOST_HIDDEN:
                return hidden
            hidden.setdefault(row, []).extend(columns)
    return hidden
