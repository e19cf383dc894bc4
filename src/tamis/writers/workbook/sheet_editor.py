"""A repaired table put in the place of the one that a sheet of a workbook has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Final

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.readers.workbook.number_format import Kind
from tamis.readers.workbook.number_format_code import parse_format
from tamis.readers.workbook.written import written_type
from tamis.tables.batch import Table
from tamis.values.percent import PercentReading
from tamis.writers.layout import Layout
from tamis.writers.typed_cells import typed_cell
from tamis.writers.workbook.held_cells import HeldCell
from tamis.writers.workbook.moved_table import MovedTable
from tamis.writers.workbook.sheet_cells import (
    SourceCell,
    bounds,
    dress,
    has_partial_style,
    is_bare,
    mark,
    percent_reading,
    put,
)

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.cell_range import CellRange
    from openpyxl.worksheet.worksheet import Worksheet

_TEXTS: Final = frozenset({"s", "inlineStr"})
_FORMULAS: Final = Text(
    fr="les formules du tableau, dont les valeurs ont pris la place",
    en="the formulas of the table, whose values have taken their place",
)
_PARTIAL_STYLES: Final = Text(
    fr="dans les cellules changées, le gras et les couleurs d'une partie du texte",
    en="in cells that are changed, the bold and colours of a part of the text",
)


class SheetEditor:
    """Puts a repaired table in its place.

    Args:
        sheet: the sheet.
        plan: the schema compiled for the table.
        table: the table that was read in it.
        layout: the columns of the repaired table.
        values: what formulas of the sheet give, by line and column.
    """

    def __init__(
        self,
        sheet: Worksheet,
        plan: Plan,
        table: Table,
        layout: Layout,
        values: Mapping[tuple[int, int], HeldCell],
    ) -> None:
        self._sheet, self._layout, self._values = sheet, layout, values
        self._left, self._header = table.first_column, table.header_line
        self._columns = [
            int(name.removeprefix("c")) if name is not None else None for name in layout.columns
        ]
        if layout.surplus:
            self._columns.append(None)
        self._fields = {field.position: field.field for field in plan.fields}
        self._width = len(table.header)
        #: Where each row of the source stands now.
        self.places: dict[int, int] = {}
        #: How each column reads percentages.
        self.percents = [PercentReading.SHOWN] * len(self._columns)
        #: Where the labels stand now, and the first column.
        self.top, self.left = self._header, self._left
        #: What the sheet lacks of what it had.
        self.lost: list[Text] = []

    @property
    def types(self) -> tuple[str, ...]:
        """The type of the field of each column, "" where it has none."""
        return tuple(written_type(self._field(at)) for at in range(len(self._columns)))

    def _field(self, at: int) -> Field | None:
        position = self._columns[at]
        return self._fields.get(position) if position is not None else None

    def edit(
        self, frames: Sequence[pl.DataFrame], lines: Sequence[int], changes: pl.DataFrame
    ) -> None:
        """Write the labels and the rows."""
        stays, changed = self._stays(lines), _changed(changes)
        sources = self._taken(lines)
        if stays:
            self._unmerge(changed)
            self._empty_below(max(lines, default=self._header))
            self.places = {line: line for line in lines}
        else:
            self.top = self.left = 1
            self.places = {line: row for row, line in enumerate(lines, start=2)}
            moved = MovedTable(
                self._sheet,
                rows={self._header: 1, **self.places},
                columns={
                    self._left + position: at
                    for at, position in enumerate(self._columns, start=1)
                    if position is not None
                },
                last=max(lines, default=self._header),
            )
            moved.clear()
        self._put_labels(sources, stays=stays)
        cells = (row for frame in frames for row in frame.iter_rows())
        for line, texts in zip(lines, cells, strict=True):
            self._put_row(line, texts, sources, changed)
        if not stays:
            self.lost.extend(moved.settle(self._layout.labels))
        self._rename_tables()
        if any(source.kind == "f" and source.value for source in sources.values()):
            self.lost.append(_FORMULAS)

    def _stays(self, lines: Sequence[int]) -> bool:
        """Whether every row and column stands where it stood."""
        same_columns = self._columns[: self._width] == list(range(self._width))
        first = self._header + 1
        in_order = all(line == first + at for at, line in enumerate(lines))
        return same_columns and in_order and self._header == 1

    def _taken(self, lines: Sequence[int]) -> dict[tuple[int, int], SourceCell]:
        """Return the cells of the source by line and by position of the column."""
        taken = {}
        for line in (self._header, *lines):
            for position in range(self._width):
                cell = self._sheet.cell(line, self._left + position)
                if not hasattr(cell, "data_type"):  # it is under a merge
                    continue
                taken[line, position] = SourceCell(
                    cell.value, cell.data_type, copy(cell._style), cell.comment, cell.hyperlink  # noqa: SLF001 the only way to copy all of a style
                )  # fmt: skip
        return taken

    def _unmerge(self, changed: frozenset[tuple[int, int]]) -> None:
        """Take merges apart that hide a cell which has a text of its own now."""
        for merged in list(self._sheet.merged_cells.ranges):
            if self._is_filled(merged, changed) or merged.min_row == self._header:
                self._sheet.unmerge_cells(str(merged))

    def _empty_below(self, last: int) -> None:
        """Empty the rows after the last one that is kept: what stood there was left out."""
        for (row, _), cell in self._sheet._cells.items():  # noqa: SLF001 rows would make every cell
            if row > last and cell.value is not None:
                cell.value = None

    def _is_filled(self, merged: CellRange, changed: frozenset[tuple[int, int]]) -> bool:
        """Whether a cell of an area is changed; a merge may span more cells than anybody counts."""
        shift = 1 - self._left
        if (merged.max_row - merged.min_row + 1) * (merged.max_col - merged.min_col + 1) < len(
            changed
        ):
            return any(
                (line, column + shift) in changed
                for line in range(merged.min_row, merged.max_row + 1)
                for column in range(merged.min_col, merged.max_col + 1)
            )
        return any(
            merged.min_row <= line <= merged.max_row
            and merged.min_col <= position - shift <= merged.max_col
            for line, position in changed
        )

    def _rename_tables(self) -> None:
        """Call the columns of Excel's tables as their labels are called now."""
        for table in self._sheet.tables.values():
            first, first_row, last, _ = bounds(table.ref)
            if first_row == self.top:
                for column, named in zip(range(first, last + 1), table.tableColumns, strict=False):
                    at = column - self.left
                    if 0 <= at < len(self._layout.labels):
                        named.name = self._layout.labels[at]

    def _put_labels(self, sources: Mapping[tuple[int, int], SourceCell], *, stays: bool) -> None:
        for at, label in enumerate(self._layout.labels):
            position = self._columns[at]
            cell = self._sheet.cell(self.top, self.left + at)
            source = sources.get((self._header, position)) if position is not None else None
            if source is not None:
                cell._style = copy(source.style)  # noqa: SLF001
            is_same = source is not None and source.kind in _TEXTS and str(source.value) == label
            if not stays or not is_same:
                put(cell, label)
                if source is not None and has_partial_style(source):
                    self.lost.append(_PARTIAL_STYLES)
                if source is not None and str(source.value) != label:
                    mark(cell)

    def _put_row(
        self,
        line: int,
        texts: Sequence[str | None],
        sources: Mapping[tuple[int, int], SourceCell],
        changed: frozenset[tuple[int, int]],
    ) -> None:
        row = self.places[line]
        for at, (text, position) in enumerate(zip(texts, self._columns, strict=True)):
            source = sources.get((line, position)) if position is not None else None
            if not text and (source is None or is_bare(source)):
                continue
            cell = self._sheet.cell(row, self.left + at)
            if source is not None:
                dress(cell, source)
            is_changed = position is not None and (line, position + 1) in changed
            if source is not None and not is_changed and self._keep(cell, source, text, at, line):
                continue
            self._put_text(cell, text or "", at)
            if source is not None and has_partial_style(source):
                self.lost.append(_PARTIAL_STYLES)
            if is_changed:
                mark(cell)

    def _keep(self, cell: Cell, source: SourceCell, text: str | None, at: int, line: int) -> bool:
        """Put what the source holds in a cell that is not changed, where that is its text."""
        if source.kind == "f" and text:
            position = self._columns[at] or 0
            cell_value = self._values.get((line, self._left + position), HeldCell(None))
            if cell_value.value is None or isinstance(cell_value.value, str):
                return False
            cell.value = cell_value.value
            return True
        if source.kind in _TEXTS:
            typed = typed_cell(text or "", self._field(at))
            if not isinstance(typed.value, str) or str(source.value) != text:
                return False
        cell.value = source.value
        if source.kind in _TEXTS:
            cell.data_type = "s"
        elif "%" in cell.number_format and isinstance(source.value, int | float):
            self.percents[at] = percent_reading(float(source.value), text or "")
        return True

    def put_exactly(self, row: int, at: int, text: str) -> None:
        """Put a text in a cell as a text, whatever it looks like.

        Args:
            row: the row of the sheet.
            at: the position of the column in the repaired table.
            text: the text.
        """
        cell = self._sheet.cell(row, self.left + at)
        cell.value = None
        cell.number_format = "@"
        put(cell, text)

    def _put_text(self, cell: Cell, text: str, at: int) -> None:
        typed = typed_cell(text, self._field(at))
        put(cell, typed.value)
        if isinstance(typed.value, str):
            return
        shape = parse_format(cell.number_format)
        is_date = cell.is_date and typed.code.startswith(("yyyy", "dd", "mm", "hh"))
        if is_date:
            return
        decimals = len(repr(typed.value).partition(".")[2]) if typed.code == "General" else 0
        if typed.code != "General" or shape.kind is not Kind.NUMBER or shape.places < decimals:
            cell.number_format = typed.code
        elif cell.number_format == "@":
            cell.number_format = "General"


def _changed(changes: pl.DataFrame) -> frozenset[tuple[int, int]]:
    """Return the cells that are changed: (line, column), both from 1."""
    if changes.is_empty():
        return frozenset()
    cells = changes.filter(pl.col("row").is_not_null() & (pl.col("column") > 0))
    return frozenset(cells.select("line", "column").iter_rows())
