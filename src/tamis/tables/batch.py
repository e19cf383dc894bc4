"""A batch: some records of a table as text columns, and where each stands in its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from tamis.model.dialect import Dialect, TableDialect
from tamis.model.template import TemplateMark

#: The label of the column that keeps cells beyond the header, where a table is written anew.
SURPLUS: Final = "cellules_en_trop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A defect of structure, as a reader met it: some records of a batch, or the whole file.

    Attributes:
        code: the rule's code.
        rows: record numbers, from 1; empty for a fault of the file or its header.
        lines: the physical line of each, or of the fault.
        values: what stood there, a text each.
        notes: what only this occurrence knows, a text each.
        column: the column concerned, from 1; 0 where there is none.
        cells: for a ragged record, how many cells it has; below 0 where quotes leave that open.
        ends: for what takes several lines, the physical line at which each ends.
        details: what it takes to put each back, as JSON (see `tamis.writers.journal`).
    """

    code: str
    rows: Sequence[int] = ()
    lines: Sequence[int] = ()
    values: Sequence[str] = ()
    notes: Sequence[str] = ()
    column: int = 0
    cells: Sequence[int] = ()
    ends: Sequence[int] = ()
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some consecutive records of a table.

    Attributes:
        frame: text columns named by position, ``c0``, ``c1``…; null is an empty cell.
        first_row: the record number of the first one, from 1.
        lines: the physical line of the first one where each record is one line; else the
            physical line at which each record starts (UInt32).
        faults: what was wrong with the shape of these records.
        numbers: for columns that hold typed numbers (workbooks), whether each cell is one
            (Boolean, under the names of `frame`); None where cells are text.
    """

    frame: pl.DataFrame
    first_row: int
    lines: int | pl.Series
    faults: tuple[Fault, ...] = ()
    numbers: pl.DataFrame | None = None

    def places(self, index: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return the record numbers and the physical lines of the records of `index`."""
        index = index.cast(pl.UInt32)
        rows = index + self.first_row
        if isinstance(self.lines, pl.Series):
            return rows, self.lines.gather(index)
        return rows, index + self.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table ready to be read: its header, what is known of its form, its batches to come.

    `batches` may be called once. After the last batch, `facts` gives the size in bytes and the
    SHA-256 of what was read, and `dialect` how it is written (None: it is no delimited text): the
    last line may decide the encoding of them all. `sheet` names the sheet of a workbook,
    `other_sheets` the others that are shown, and
    `first_column` the column in it (from 1) at which the table starts. `quotes` gives how many
    quotes its records have; `has_surplus` says that its last column was one of cells beyond the
    header (`SURPLUS`), which are told as such. `template` is what a workbook that was made to be
    filled in says of itself; `declared` how the table was declared to be written.
    """

    header: tuple[str, ...]
    format: str
    batches: Callable[[], Iterator[Batch]]
    facts: Callable[[], tuple[int, str]]
    dialect: Callable[[], Dialect | None] = lambda: None
    header_line: int = 1
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    first_column: int = 1
    faults: tuple[Fault, ...] = field(default=())
    quotes: Callable[[], int] = lambda: 0
    has_surplus: bool = False
    template: TemplateMark | None = None
    declared: TableDialect = TableDialect()  # noqa: RUF009 frozen


def column(position: int) -> str:
    """Return the name of the text column at `position` (from 0)."""
    return f"c{position}"
