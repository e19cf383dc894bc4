"""Odd records, read one by one by the rules of RFC 4180: their cells, and what is to be told.

A quote inside an unquoted cell is a character like any other.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Any, Final

from tamis.readers.shape import Shape
from tamis.tables.batch import Fault

#: A record longer than this is a quote that was never closed.
MAX_RECORD: Final = 1 << 24

#: How many cells a record has whose quotes leave that open.
NOT_SURE: Final = -1

csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_RECORD))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A fault of one record; `end` is the last of the lines that it takes, where that is told."""

    row: int
    line: int
    value: str = ""
    note: str = ""
    cells: int = 0
    end: int = 0


@dataclass(slots=True, kw_only=True)
class Ragged:
    """What is told of odd records; rows and lines count from 0 in their block."""

    shape: Shape
    _faults: dict[str, list[_Entry]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self._faults.values()))

    def add(self, code: str, row: int, line: int, value: str = "", **more: Any) -> None:
        """Tell a fault of a record: its row, the line at which it starts, `more` of `_Entry`."""
        entry = _Entry(row=row, line=line, value=value, **more)
        self._faults.setdefault(code, []).append(entry)

    def record(self, text: str, row: int, line: int) -> list[str]:
        """Return the cells of a record, as many as it should have; tell what is wrong with it."""
        cells = record_cells(_bare(text), self.shape)
        is_sound = self.is_sound(text)
        self._has_wrong_width(cells, row, line, is_sure=is_sound)
        if not is_sound:
            self.add("row.stray-quote", row, line, _bare(text))
        return self._fitted(cells)

    def unclosed(self, text: str, row: int, line: int) -> list[str]:
        """Return the cells of a line with a quote that nothing closes: quotes mean nothing here."""
        self.add("file.unclosed-quote", row, line, _bare(text))
        cells = _bare(text).split(self.shape.delimiter)
        self._has_wrong_width(cells, row, line)
        return self._fitted(cells)

    def fitted(self, cells: list[str], row: int, line: int) -> list[str]:
        """Return as many cells as a record should have; tell what is wrong with their number."""
        self._has_wrong_width(cells, row, line)
        return self._fitted(cells)

    def is_sound(self, text: str) -> bool:
        """Whether all tools read a record alike; those that look for pairs of quotes too."""
        even = text.count(self.shape.quote) % 2 == 0
        return even and self.shape.sound.fullmatch(_bare(text)) is not None

    def _has_wrong_width(
        self, cells: list[str], row: int, line: int, *, is_sure: bool = True
    ) -> None:
        """Tell that a record has cells too many or too few.

        `is_sure`: whether those that are missing are the last ones, rather than hidden by quotes.
        """
        width = self.shape.width
        extra = cells[width:]
        if _is_blank(cells) and width > 1:
            return
        if any(cell.strip() for cell in extra):
            value = self.shape.delimiter.join(extra)
            self.add("row.extra-cells", row, line, value, note=str(len(extra)))
        elif extra:
            self.add("row.trailing-delimiter", row, line, note=str(len(extra)))
        elif len(cells) < width:
            note, reach = str(width - len(cells)), len(cells) if is_sure else NOT_SURE
            self.add("row.missing-cells", row, line, note=note, cells=reach)

    def _fitted(self, cells: list[str]) -> list[str]:
        width = self.shape.width
        return (cells + [""] * width)[:width]

    def faults(self) -> tuple[Fault, ...]:
        """Return what was told, a fault a code."""
        return tuple(
            Fault(
                code=code,
                rows=[entry.row for entry in entries],
                lines=[entry.line for entry in entries],
                values=[entry.value for entry in entries],
                notes=[entry.note for entry in entries],
                cells=[entry.cells for entry in entries],
                ends=[entry.end for entry in entries if entry.end],
            )
            for code, entries in self._faults.items()
        )


def record_cells(text: str, shape: Shape) -> list[str]:
    """Return the cells of a record, without its line end."""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=shape.delimiter, quotechar=shape.quote)
    try:
        return [cell for cells in reader for cell in cells]
    except csv.Error:  # a return outside quotes ends no line where the others end otherwise
        return _grammar_cells(text, shape)


def _grammar_cells(text: str, shape: Shape) -> list[str]:
    """Return the cells of a record, whatever characters it has."""
    mark, quote = re.escape(shape.delimiter), re.escape(shape.quote)
    cell = (
        rf"(?:{quote}([^{quote}]*(?:{quote}{quote}[^{quote}]*)*){quote})?([^{mark}]*)(?:{mark}|\Z)"
    )
    cells, start = [], 0
    while start <= len(text):
        match = re.compile(cell).match(text, start)
        assert match is not None  # noqa: S101 any text matches
        cells.append((match[1] or "").replace(shape.quote * 2, shape.quote) + match[2])
        start = match.end() if match[0].endswith(shape.delimiter) else len(text) + 1
    return cells


def _bare(text: str) -> str:
    return text.removesuffix("\r")


def _is_blank(cells: list[str]) -> bool:
    return not cells or (len(cells) == 1 and not cells[0].strip())


def nulls(data: bytes) -> tuple[Fault, ...]:
    """Tell the lines that hold a null character, out of whole lines."""
    if b"\0" not in data:
        return ()
    hits = [(index, line) for index, line in enumerate(data.split(b"\n")) if b"\0" in line]
    values = [line.decode(errors="replace")[:80] for _, line in hits]
    return (Fault(code="file.null-bytes", lines=[index for index, _ in hits], values=values),)
