"""A corrected copy of a workbook: its sheets, widths and formats kept, changed cells marked."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from tamis.model.limits import Limits
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.plan.run import Outcome
from tamis.readers.workbook.books import open_book
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.overlay import overlaid
from tamis.readers.workbook.written import WrittenPlace, written_frames
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format
from tamis.tables.batch import Table
from tamis.values.percent import PercentReading
from tamis.writers.layout import Layout
from tamis.writers.swap import beside
from tamis.writers.table_mark import TableMark
from tamis.writers.workbook.changes_sheet import list_changes
from tamis.writers.workbook.held_cells import HeldCell, held_cell
from tamis.writers.workbook.sheet_editor import SheetEditor
from tamis.writers.workbook.source_book import SourceBook, lost_parts, open_source

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: Larger workbooks are written anew, a row at a time: a copy takes all of it into memory.
LARGEST: Final = 8 * 1024 * 1024
#: Formats of which a copy is made.
_FORMATS: Final = frozenset({"xlsx", "xlsb", "xls", "ods", "fods", "html", "spreadsheetml"})
_ROWS: Final = 20_000
_FORMULAS: Final = Text(
    fr="les résultats des formules des autres feuilles : un tableur les recalcule à l'ouverture",
    en="the results of formulas on other sheets: a spreadsheet computes them when it opens them",
)


class WorkbookCopy:
    """Takes the rows of a table and its changes in, and writes the workbook when it is closed.

    Args:
        source: the workbook.
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
        #: What the copy lacks of its source, told once it is closed.
        self.notes: tuple[Text, ...] = ()

    def write(self, named: pl.DataFrame) -> None:
        """Take rows in."""
        self._frames.append(named)

    def note(self, outcome: Outcome, changes: pl.DataFrame) -> None:
        """Take in where the rows stand in the source, and what is changed in them."""
        self._lines.extend(outcome.lines.to_list())
        self._changes.append(changes)

    def note_changes(self, changes: pl.DataFrame) -> None:
        """Take in changes of the header or the file."""
        self._changes.append(changes)

    def close(self) -> None:
        """Write the workbook: once more where a cell of it would not be read as it is.

        Raises:
            SourceError: a text is longer than a cell can be.
        """
        source = open_source(self._source, self._table.format)
        sheet = source.book[self._table.sheet]
        changes = pl.concat(self._changes) if self._changes else pl.DataFrame()
        values = self._values() if _has_formulas(sheet) else {}
        editor = SheetEditor(sheet, self._plan, self._table, self._layout, values)
        editor.edit(self._frames, self._lines, changes)
        mark = self._mark(editor)
        _set_properties(source, mark)
        source.book.save(self._out)
        for row, at, text in self._misread(mark):
            editor.put_exactly(row, at, text)
        self.notes = tuple(self._lost(source, editor))
        sentences = [not_kept(note) for note in self.notes]
        list_changes(source.book, self._plan, self._table, changes, editor.places, sentences)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of titles that are long for old spreadsheets
            source.book.save(self._out)

    def _mark(self, editor: SheetEditor) -> TableMark:
        return TableMark(
            sheets=(self._table.sheet,),
            line=editor.top,
            column=editor.left,
            rows=len(self._lines),
            types=editor.types,
            percents=tuple(reading.value for reading in editor.percents),
        )

    def _misread(self, mark: TableMark) -> Iterator[tuple[int, int, str]]:
        """Give the cells of the copy that are read otherwise than they are: row, column, text."""
        place = WrittenPlace(
            sheet=self._table.sheet,
            line=mark.line + 1,
            column=mark.column,
            types=mark.types,
            percents=[PercentReading(name) for name in mark.percents],
        )
        wanted = pl.concat(self._frames) if self._frames else pl.DataFrame()
        first = 0
        for read in written_frames(self._out, place):
            for at, name in enumerate(wanted.columns):
                texts = wanted[name].slice(first, read.height).fill_null("")
                others = read.to_series(at).head(texts.len()).fill_null("")
                for index in (texts != others).arg_true():
                    yield mark.line + 1 + first + index, at, texts[index]
            first += read.height

    def _values(self) -> Mapping[tuple[int, int], HeldCell]:
        """Return what the cells of the sheet hold: a formula has its value there."""
        local = LocalFile(path=self._source, name=self._source.name)
        book = open_book(local, sniff_format(self._source), Limits())
        sheet, row = book.open_sheet(self._table.sheet), 0
        values = {}
        for block in overlaid(sheet, SheetFacts(), _ROWS):
            for cells in block:
                row += 1
                for column, cell in enumerate(cells, start=sheet.left + 1):
                    values[row, column] = held_cell(cell)
        return values

    def _lost(self, source: SourceBook, editor: SheetEditor) -> Iterator[Text]:
        seen = set[str]()
        others = (sheet for sheet in source.book.worksheets if sheet.title != self._table.sheet)
        lost: Sequence[Text] = [*source.lost, *editor.lost]
        if not source.is_rebuilt:
            lost = [*lost, *lost_parts(self._source, self._out)]
            lost = [*lost, _FORMULAS] if any(map(_has_formulas, others)) else lost
        for note in lost:
            if note.fr not in seen:
                seen.add(note.fr)
                yield note


def not_kept(note: Text) -> Text:
    """Return what is told of something that a copy lacks."""
    return Text(fr=f"Non gardé : {note.fr}.", en=f"Not kept: {note.en}.")


def _has_formulas(sheet: Worksheet) -> bool:
    """Whether a cell has a formula; going by rows would make every cell up to the last one."""
    return any(cell.data_type == "f" for cell in sheet._cells.values())  # noqa: SLF001 no public way


def _set_properties(source: SourceBook, mark: TableMark) -> None:
    from openpyxl.packaging.custom import StringProperty

    properties = source.book.custom_doc_props
    for name, text in mark.properties().items():
        if name in properties.names:
            del properties[name]
        properties.append(StringProperty(name=name, value=text))


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
        copied = WorkbookCopy(source, part, plan, table, layout)
        yield copied
        copied.close()


def can_copy(source: Path | None, table: Table) -> bool:
    """Whether a workbook is one that a copy of can be made."""
    return source is not None and table.format in _FORMATS and source.stat().st_size <= LARGEST
