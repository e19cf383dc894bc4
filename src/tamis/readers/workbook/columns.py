"""The rows of a sheet as text columns, each cell read as its field wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Final

import polars as pl

from tamis.model.schema import Field
from tamis.model.sheet_columns import column_letters
from tamis.readers.cells import text_column
from tamis.readers.workbook.cell import (
    SPECIAL,
    Formatted,
    Uncomputed,
    Unreadable,
    special_value,
)
from tamis.readers.workbook.number_format import Kind
from tamis.tables.batch import Fault, column
from tamis.values import strptime
from tamis.values.percent import PercentReading, percent_reading, percent_text

_MOMENTS: Final[Mapping[str, strptime.Kind]] = {
    "date": "date",
    "datetime": "datetime",
    "time": "time",
}
#: From there on a float may stand for several whole numbers of more than 15 digits.
_ROUNDED: Final = 1e15
_LONG: Final = r"\A-?[0-9]{16,}\z"


@dataclass(slots=True, kw_only=True)
class Columns:
    """The columns of a table that is read from a sheet; it remembers what it has told.

    Attributes:
        labels: the labels of the header.
        fields: the field of each column, by its position from 0.
        left: how many columns stand before the first.
        typed: positions of the columns that have had other cells than texts.
        percents: how each column reads percentages, as far as that is decided.
    """

    labels: Sequence[str]
    fields: Mapping[int, Field]
    left: int
    typed: set[int] = field(default_factory=set)
    percents: dict[int, PercentReading] = field(default_factory=dict)

    def read(
        self, rows: Sequence[Sequence[Any]], first_row: int, first_line: int
    ) -> tuple[pl.DataFrame, pl.DataFrame | None, tuple[Fault, ...]]:
        """Return rows as text columns, which cells were numbers, and what is wrong with some.

        Args:
            rows: the cells, as many a row as there are labels.
            first_row: the record number of the first row.
            first_line: its number in the sheet.
        """
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(self.labels)
        texts, numbers = [], []
        odd = _Odd(first_row, first_line, self.left)
        faults: list[Fault] = []
        for at, content in enumerate(cells):
            plain: Sequence[Any] = content
            kinds = set(map(type, content))
            if kinds - {str}:
                self.typed.add(at)
            if SPECIAL & kinds:
                faults.extend(self._percent_told(at, content))
                plain = self._plain(at, content)
                odd.note_cells(at, content)
            if time in kinds and self._type(at) == "duration":
                plain = [_elapsed(cell) if type(cell) is time else cell for cell in plain]
            series, marks = text_column(plain)
            if marks is not None:
                series = self._with_decimal_char(at, series, marks)
            series = self._by_pattern(at, content, series)
            texts.append(series.alias(column(at)))
            if marks is not None:
                numbers.append(marks.alias(column(at)))
                odd.note_rounded(at, content, series)
        frame = pl.DataFrame(texts)
        return frame, pl.DataFrame(numbers) if numbers else None, (*faults, *odd.faults())

    def _with_decimal_char(self, at: int, texts: pl.Series, marks: pl.Series) -> pl.Series:
        """Write numbers as their field does: those of a workbook have no sign for decimals."""
        of_column = self.fields.get(at)
        if of_column is None or of_column.type != "number" or of_column.decimal_char == ".":
            return texts
        written = texts.str.replace(".", of_column.decimal_char, literal=True)
        return written.zip_with(marks, texts)

    def _plain(self, at: int, cells: Sequence[Any]) -> list[Any]:
        """Return the cells of a column, special ones as texts or plain numbers."""
        kind, percent = self._type(at), self.percents.get(at, PercentReading.SHOWN)
        plain = [
            special_value(cell, kind, percent) if type(cell) in SPECIAL else cell for cell in cells
        ]
        of_column = self.fields.get(at)
        if of_column is None or of_column.decimal_char == ".":
            return plain
        return [
            str(text).replace(".", of_column.decimal_char) if _has_decimals(cell) else text
            for cell, text in zip(cells, plain, strict=True)
        ]

    def _by_pattern(self, at: int, cells: Sequence[Any], texts: pl.Series) -> pl.Series:
        """Return texts, those of typed dates and times by the pattern of their field."""
        of_column = self.fields.get(at)
        if of_column is None or of_column.format in {"default", "any"}:
            return texts
        kind = _MOMENTS.get(of_column.type)
        is_typed = pl.Series([type(cell) is not str for cell in cells], dtype=pl.Boolean)
        if kind is None or not is_typed.any():
            return texts
        pattern = strptime.plain(of_column.format)
        by_pattern = [
            strptime.written(pattern, text, kind) if typed and text is not None else text
            for text, typed in zip(texts, is_typed, strict=True)
        ]
        return pl.Series(texts.name, by_pattern, dtype=pl.String)

    def _type(self, at: int) -> str:
        """Return the type of the field of a column, "" where it has none."""
        of_column = self.fields.get(at)
        return of_column.type if of_column else ""

    def _percent_told(self, at: int, cells: Sequence[Any]) -> Iterator[Fault]:
        """Decide how a column reads percentages at the first one, and tell it."""
        if at in self.percents:
            return
        shown = next((cell for cell in cells if _is_percent(cell)), None)
        if shown is None:
            return
        of_column = self.fields.get(at)
        reading = percent_reading(of_column, (cell for cell in cells if type(cell) is float))
        self.percents[at] = reading
        if of_column is not None and of_column.type in {"number", "integer"}:
            yield _percent_fault(self.labels[at], shown.number, reading)


def _percent_fault(label: str, number: float, reading: PercentReading) -> Fault:
    """Tell how the percentages of a column are read, and how else they might be."""
    shown, share, points = (
        percent_text(number, way)
        for way in (PercentReading.SHOWN, PercentReading.SHARE, PercentReading.POINTS)
    )
    sign, code = "≠", "file.percent"
    if reading is PercentReading.SHOWN:
        sign, code = "|", "file.open-percent"
    read, other = (points, share) if reading is PercentReading.POINTS else (share, points)
    value = f"{shown} = {read:.15g} {sign} {other:.15g}"
    return Fault(code=code, values=[value], notes=[label])


def _elapsed(clock: time) -> timedelta:
    """Return how long a time of the day lasts since midnight."""
    return timedelta(
        hours=clock.hour,
        minutes=clock.minute,
        seconds=clock.second,
        microseconds=clock.microsecond,
    )


def _has_decimals(cell: Any) -> bool:
    """Whether a cell is read as a text of digits with a point."""
    return type(cell) is Formatted and cell.format.kind is Kind.DECIMALS


def _is_percent(cell: Any) -> bool:
    return type(cell) is Formatted and cell.format.kind is Kind.PERCENT


@dataclass(slots=True)
class _Odd:
    """Cells of some rows that are told, by the code of their rule: (row from 0, place, value)."""

    first_row: int
    first_line: int
    left: int
    cells: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)

    def note_cells(self, at: int, cells: Sequence[Any]) -> None:
        """Note the cells of a column that hold no value, or not what they say."""
        for row, cell in enumerate(cells):
            if type(cell) is Uncomputed:
                self._note("row.uncomputed-formula", row, at, cell.formula)
            elif type(cell) is Unreadable:
                self._note("row.unreadable-cell", row, at, cell.content)

    def note_rounded(self, at: int, cells: Sequence[Any], texts: pl.Series) -> None:
        """Note whole numbers of more than 15 digits: a spreadsheet has rounded them."""
        for row in texts.str.contains(_LONG).fill_null(value=False).arg_true():
            cell = cells[row]
            number = cell.number if type(cell) is Formatted else cell
            if type(number) is float and abs(number) >= _ROUNDED:
                self._note("row.rounded-number", row, at, texts[row])

    def _note(self, code: str, row: int, at: int, value: str) -> None:
        place = f"{column_letters(self.left + at + 1)}{self.first_line + row}"
        self.cells.setdefault(code, []).append((row, place, value))

    def faults(self) -> Iterator[Fault]:
        """Give what was noted."""
        for code, cells in self.cells.items():
            rows, places, values = zip(*sorted(cells), strict=True)
            yield Fault(
                code=code,
                rows=[self.first_row + row for row in rows],
                lines=[self.first_line + row for row in rows],
                values=values,
                notes=places,
            )
