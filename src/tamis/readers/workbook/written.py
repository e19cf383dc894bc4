"""A table that was written into a workbook, read to the letter: no header is looked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.model.limits import Limits
from tamis.model.schema import Field
from tamis.readers.workbook.books import open_book
from tamis.readers.workbook.columns import Columns
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.overlay import overlaid
from tamis.sources.local import LocalFile
from tamis.values.percent import PercentReading

_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlace:
    """Where a table stands.

    Attributes:
        sheet: its sheet.
        line: its first line, from 1.
        column: its first column, from 1.
        types: what is noted of the field of each column (`written_type`).
        percents: how each column reads percentages, as shown where that is not said.
    """

    sheet: str
    line: int
    column: int
    types: Sequence[str]
    percents: Sequence[PercentReading] = ()

    def columns(self) -> Columns:
        """Return what reads its cells."""
        return Columns(
            labels=("",) * len(self.types),
            fields={at: _field(kind) for at, kind in enumerate(self.types) if kind},
            left=self.column - 1,
            percents=dict(enumerate(self.percents or (PercentReading.SHOWN,) * len(self.types))),
        )


def written_type(field: Field | None) -> str:
    r"""Return what is noted of a field, so that its cells are read as they were: "" for none.

    >>> written_type(Field(name="a", type="date", format="%d/%m/%Y")).split("\t")
    ['date', '%d/%m/%Y', '.']
    """
    if field is None:
        return ""
    if (field.format, field.decimal_char) == (_PLAIN.format, _PLAIN.decimal_char):
        return field.type
    return f"{field.type}\t{field.format}\t{field.decimal_char}"


_PLAIN: Final = Field(name="")


def _field(written: str) -> Field:
    kind, _, rest = written.partition("\t")
    if not rest:
        return Field(name="", type=kind)
    form, _, decimal_char = rest.partition("\t")
    return Field(name="", type=kind, format=form, decimal_char=decimal_char)


def written_frames(path: Path, place: WrittenPlace) -> Iterator[pl.DataFrame]:
    """Give the rows of a table, its labels first, as text columns; null is an empty cell.

    Raises:
        SourceError: the workbook cannot be read.
    """
    limits = replace(Limits(), cells=sys.maxsize, size=sys.maxsize, ratio=sys.maxsize)
    book = open_book(LocalFile(path=path, name=path.name), "xlsx", limits)
    sheet, columns, above = book.open_sheet(place.sheet), place.columns(), place.line - 1
    before = place.column - 1 - sheet.left
    for block in overlaid(sheet, SheetFacts(), _ROWS):
        rows = [_cut(row, before, len(place.types)) for row in block[above:]]
        above = max(0, above - len(block))
        if rows:
            yield columns.read(rows, 1, 1)[0]


def _cut(row: Sequence[Any], before: int, width: int) -> list[Any]:
    """Return the cells of a row that are in the table, `before` of which stand left of it."""
    cells = [*[""] * -before, *row] if before < 0 else list(row[before:])
    return cells[:width] + [""] * (width - len(cells))
