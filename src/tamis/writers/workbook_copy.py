"""A corrected copy of a workbook: its sheets, widths and formats kept, changed cells marked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from tamis.model.errors import SourceError
from tamis.model.origin import Origin
from tamis.model.schema import Field
from tamis.model.sheet_columns import column_letters
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.tables.batch import Table
from tamis.writers.layout import Layout
from tamis.writers.swap import beside
from tamis.writers.typed_cells import typed_cell

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: Larger workbooks are written anew, a row at a time: a copy takes all of it into memory.
LARGEST: Final = 8 * 1024 * 1024
_MARK: Final = "FFF2CC"
#: Characters that no XML holds; spreadsheets write them so.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: How many characters a cell holds.
_LONG: Final = 32_767


@dataclass(frozen=True, slots=True)
class _Source:
    """A cell as the source had it."""

    value: Any
    kind: str
    style: Any


class WorkbookCopy:
    """Takes the rows of a table and its changes in, and writes the workbook when it is closed.

    Args:
        source: the workbook, XLSX or XLSM.
        out: where its copy goes.
        plan: the schema compiled for the table.
        table: the table that is read in it.
        layout: the columns of the repaired table.
    """

    def __init__(self, source: Path, out: Path, plan: Plan, table: Table, layout: Layout) -> None:
        self._source, self._out = source, out
        self._plan, self._table, self._layout = plan, table, layout
        self._frames: list[pl.DataFrame] = []
        self._lines: list[int] = []
        self._changes: list[pl.DataFrame] = []

    def write(self, named: pl.DataFrame) -> None:
        """Take rows in."""
        self._frames.append(named)

    def note(self, lines: pl.Series, changes: pl.DataFrame) -> None:
        """Take in where the rows stand in the source, and what is changed in them."""
        self._lines.extend(lines.to_list())
        self._changes.append(changes)

    def note_changes(self, changes: pl.DataFrame) -> None:
        """Take in changes of the header or the file."""
        self._changes.append(changes)

    def close(self) -> None:
        """Write the workbook."""
        import openpyxl

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that it does not know: they are no cells
            try:
                book = openpyxl.load_workbook(self._source)
            except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
                raise _uncopied(self._source) from error
        sheet = book[self._table.sheet]
        changes = pl.concat(self._changes) if self._changes else pl.DataFrame()
        editor = _Editor(sheet, self._plan, self._table, self._layout)
        editor.edit(self._frames, self._lines, changes)
        _list_changes(book, self._plan, self._table, changes, editor.places)
        book.save(self._out)


def _uncopied(source: Path) -> SourceError:
    """Return why no corrected workbook is made of a source whose styles or parts are damaged."""
    return SourceError(
        Text(
            fr=f"Les formats de « {source.name} » ne se lisent pas : le classeur corrigé "
            "n'a pas été écrit.",
            en=f"The formats of “{source.name}” cannot be read: the corrected workbook was not "
            "written.",
        ),
        Text(fr="Donnez à -o un nom en .csv.", en="Give -o a name in .csv."),
    )


class _Editor:
    """Puts a repaired table in the place of the one that a sheet has."""

    def __init__(self, sheet: Worksheet, plan: Plan, table: Table, layout: Layout) -> None:
        self._sheet, self._layout = sheet, layout
        self._left, self._header = table.first_column, table.header_line
        self._columns = [
            int(name.removeprefix("c")) if name is not None else None for name in layout.columns
        ]
        if layout.surplus:
            self._columns.append(None)
        self._fields = _fields(plan)
        self._width = len(table.header)
        #: Where each row of the source stands now.
        self.places: dict[int, int] = {}

    def edit(
        self, frames: Sequence[pl.DataFrame], lines: Sequence[int], changes: pl.DataFrame
    ) -> None:
        """Write the labels and the rows."""
        stays = self._stays(lines)
        sources = self._taken(lines)
        if not stays:
            self._clear()
        top, left = (self._header, self._left) if stays else (1, 1)
        changed = _changed(changes)
        self._put_labels(top, left, sources, stays=stays)
        row = top
        for frame in frames:
            for cells in frame.iter_rows():
                row += 1
                line = lines[row - top - 1]
                self.places[line] = row
                self._put_row(row, left, line, cells, sources, changed)
        if not stays:
            self._rename_parts()
        self._rename_tables(top, left)

    def _stays(self, lines: Sequence[int]) -> bool:
        """Whether every row and column stands where it stood."""
        same_columns = self._columns[: self._width] == list(range(self._width))
        first = self._header + 1
        in_order = all(line == first + at for at, line in enumerate(lines))
        return same_columns and in_order and self._header == 1

    def _taken(self, lines: Sequence[int]) -> dict[tuple[int, int], _Source]:
        """Return the cells of the source by line and by position of the column."""
        taken = {}
        for line in (self._header, *lines):
            for position in range(self._width):
                cell = self._sheet.cell(line, self._left + position)
                taken[line, position] = _Source(cell.value, cell.data_type, copy(cell._style))  # noqa: SLF001 the only way to copy all of a style
        return taken

    def _clear(self) -> None:
        """Take all of the sheet's cells away, and what is bound to their places."""
        self._widths = {
            position: self._sheet.column_dimensions[column_letters(self._left + position)].width
            for position in range(self._width)
        }
        for merged in list(self._sheet.merged_cells.ranges):
            self._sheet.unmerge_cells(str(merged))
        self._sheet.delete_rows(1, self._sheet.max_row)

    def _rename_parts(self) -> None:
        """Give columns their widths back, and drop what spoke of other places."""
        for at, position in enumerate(self._columns, start=1):
            if position is not None:
                self._sheet.column_dimensions[column_letters(at)].width = self._widths[position]
        self._sheet.auto_filter.ref = None
        for name in list(self._sheet.tables):
            del self._sheet.tables[name]
        self._sheet.freeze_panes = "A2"

    def _rename_tables(self, top: int, left: int) -> None:
        """Call the columns of Excel's tables as their labels are called now."""
        for table in self._sheet.tables.values():
            first, first_row, last, _ = _bounds(table.ref)
            if first_row == top:
                for column, named in zip(range(first, last + 1), table.tableColumns, strict=False):
                    at = column - left
                    if 0 <= at < len(self._layout.labels):
                        named.name = self._layout.labels[at]

    def _put_labels(
        self, top: int, left: int, sources: Mapping[tuple[int, int], _Source], *, stays: bool
    ) -> None:
        for at, (label, position) in enumerate(
            zip(self._layout.labels, self._columns, strict=True)
        ):
            cell = self._sheet.cell(top, left + at)
            source = sources.get((self._header, position)) if position is not None else None
            if source is not None:
                cell._style = copy(source.style)  # noqa: SLF001
            if not stays or source is None or str(source.value) != label:
                _put(cell, label)
                if source is not None and str(source.value) != label:
                    _mark(cell)

    def _put_row(
        self,
        row: int,
        left: int,
        line: int,
        cells: Sequence[str | None],
        sources: Mapping[tuple[int, int], _Source],
        changed: frozenset[tuple[int, int]],
    ) -> None:
        for at, (text, position) in enumerate(zip(cells, self._columns, strict=True)):
            source = sources.get((line, position)) if position is not None else None
            if not text and (source is None or source.value is None):
                continue
            cell = self._sheet.cell(row, left + at)
            if source is not None:
                cell._style = copy(source.style)  # noqa: SLF001
            is_changed = position is not None and (line, position + 1) in changed
            if source is not None and not is_changed and _is_kept(source, text):
                cell.value = source.value
                continue
            self._put_text(cell, text or "", at, is_changed=is_changed)

    def _put_text(self, cell: Cell, text: str, at: int, *, is_changed: bool) -> None:
        position = self._columns[at]
        typed = typed_cell(text, self._fields.get(position) if position is not None else None)
        _put(cell, typed.value)
        if not isinstance(typed.value, str):
            if typed.code != "General" and not cell.is_date:
                cell.number_format = typed.code
            elif typed.code == "General" and (cell.is_date or "%" in cell.number_format):
                cell.number_format = "General"
        if is_changed:
            _mark(cell)


def _is_kept(source: _Source, text: str | None) -> bool:
    """Whether a cell is what it was: no text, which is typed, and no formula that has a value.

    A copy does not have the values of formulas: they take the place of those in the table.
    """
    return not text if source.kind == "f" else source.kind not in {"s", "inlineStr"}


def _fields(plan: Plan) -> dict[int, Field]:
    return {field.position: field.field for field in plan.fields}


def _changed(changes: pl.DataFrame) -> frozenset[tuple[int, int]]:
    """Return the cells that are changed: (line, column), both from 1."""
    if changes.is_empty():
        return frozenset()
    cells = changes.filter(pl.col("row").is_not_null() & (pl.col("column") > 0))
    return frozenset(cells.select("line", "column").iter_rows())


def _put(cell: Cell, value: Any) -> None:
    """Put a value in a cell; a text is a text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = _CONTROLS.sub(lambda match: f"_x{ord(match[0]):04X}_", value)[:_LONG] or None
    if value:
        cell.data_type = "s"


def _mark(cell: Cell) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=_MARK, end_color=_MARK)


def _bounds(reference: str) -> tuple[int, int, int, int]:
    from openpyxl.utils import range_boundaries

    first, top, last, bottom = range_boundaries(reference)
    return int(first or 1), int(top or 1), int(last or 1), int(bottom or 1)


#: The labels of the sheet of changes.
_LABELS: Final = (
    Text(fr="Ligne d'origine", en="Original line"),
    Text(fr="Ligne", en="Line"),
    Text(fr="Colonne", en="Column"),
    Text(fr="Avant", en="Before"),
    Text(fr="Après", en="After"),
    Text(fr="Réparation", en="Repair"),
)
_WIDTHS: Final = (16, 10, 30, 40, 40, 40)


def _list_changes(
    book: Any, plan: Plan, table: Table, changes: pl.DataFrame, places: Mapping[int, int]
) -> None:
    """List the changes on a sheet of their own, the last one."""
    from openpyxl.styles import Font

    if changes.is_empty():
        return
    sheet = book.create_sheet(str(Text(fr="Modifications", en="Changes")))
    for at, label in enumerate(_LABELS, start=1):
        _put(sheet.cell(1, at), str(label))
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[column_letters(at)].width = _WIDTHS[at - 1]
    sheet.freeze_panes = "A2"
    listed = changes.select("row", "line", "column", "before", "after", "repair").iter_rows()
    for number, (record, line, column, before, after, repair) in enumerate(listed, start=2):
        name = table.header[column - 1] if 0 < column <= len(table.header) else ""
        sheet.cell(number, 1).value = line
        sheet.cell(number, 2).value = places.get(line) if record is not None else None
        for at, text in enumerate((name, before, after, str(plan.repairs[repair].title)), start=3):
            _put(sheet.cell(number, at), text or "")


@contextmanager
def copying(
    source: Path,
    path: Path,
    plan: Plan,
    table: Table,
    layout: Layout,
    *,
    origin: Origin | None = None,
) -> Iterator[WorkbookCopy]:
    """Give a writer of a corrected copy of `source` at `path`, which appears when all is written.

    `origin`: where the rows come from (see `beside`).
    """
    with beside(path, origin=origin) as part:
        made = WorkbookCopy(source, part, plan, table, layout)
        yield made
        made.close()


def can_copy(source: Path | None, table: Table) -> bool:
    """Whether a workbook is one that a copy of can be made."""
    return source is not None and table.format == "xlsx" and source.stat().st_size <= LARGEST
