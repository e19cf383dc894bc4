"""Rows into a workbook, as text that no spreadsheet runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

import polars as pl

from tamis.model.errors import SourceError
from tamis.model.origin import Origin
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.readers.workbook.written import written_type
from tamis.writers.swap import beside
from tamis.writers.table_mark import TableMark
from tamis.writers.typed_cells import ensure_short, typed_cell

#: How many rows a sheet holds (Excel's specification), its labels among them, and columns.
MOST_ROWS: Final = 1_048_576
_WIDEST: Final = 16_384


class SheetSink:
    """Writes rows into a workbook; another sheet is begun where one is full.

    Texts are written as texts, whatever they begin with: ``=1+1`` is shown, not computed.
    """

    def __init__(
        self,
        out: BinaryIO,
        labels: Sequence[str],
        title: Text,
        fields: Sequence[Field | None] = (),
    ) -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(out, options)
        self._bold = self._book.add_format({"bold": True})
        self._labels = labels
        self._fields = fields or [None] * len(labels)
        self._formats: dict[tuple[str, str], Any] = {}
        self._title = str(title)
        self._sheets: list[str] = []
        self._rows = 0
        _ensure_narrow(len(labels))
        self._begin()

    def _begin(self) -> None:
        count = len(self._sheets) + 1
        name = self._title if count == 1 else f"{self._title} {count}"
        self._sheets.append(name)
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, label in enumerate(self._labels):
            self._sheet.write_string(0, column, ensure_short(label), self._bold)
        self._row = 1

    def write(self, named: pl.DataFrame) -> None:
        """Write rows."""
        for cells in named.iter_rows():
            if self._row == MOST_ROWS:
                self._begin()
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    self._sheet.write_number(self._row, column, cell)
                elif cell:
                    self._put(column, cell)
                elif (shape := self._cell_format(column, "General")) is not None:
                    self._sheet.write_blank(self._row, column, None, shape)
            self._row += 1
            self._rows += 1

    def _put(self, column: int, text: str) -> None:
        """Write a text, as a number or a date where its field says so."""
        typed = typed_cell(text, self._fields[column])
        if isinstance(typed.value, str):
            shape = self._cell_format(column, "General")
            self._sheet.write_string(self._row, column, ensure_short(text), shape)
            return
        shape = self._cell_format(column, typed.code)
        if isinstance(typed.value, int | float):
            self._sheet.write_number(self._row, column, typed.value, shape)
        else:
            self._sheet.write_datetime(self._row, column, typed.value, shape)

    def _cell_format(self, at: int, code: str) -> Any:  # noqa: ARG002 sheets that mark cells ask
        """Return the format of the cell at a column of the row that is written."""
        return self._format(code)

    def _format(self, code: str, colour: str = "") -> Any:
        """Return the format of a code and a background, None for that of all cells."""
        if code == "General" and not colour:
            return None
        if (code, colour) not in self._formats:
            shape = {"num_format": code} | ({"bg_color": f"#{colour}"} if colour else {})
            self._formats[code, colour] = self._book.add_format(shape)
        return self._formats[code, colour]

    def close(self) -> None:
        """Write the workbook, and in its properties where its table stands."""
        mark = TableMark(
            sheets=tuple(self._sheets),
            line=1,
            column=1,
            rows=self._rows,
            types=tuple(map(written_type, self._fields)),
        )
        for name, text in mark.properties().items():
            self._book.set_custom_property(name, text, "text")
        self._book.close()


def _ensure_narrow(width: int) -> None:
    """Refuse a table that no sheet holds: spreadsheets would leave columns out."""
    if width > _WIDEST:
        raise SourceError(
            Text(
                fr=f"Le tableau a {width} colonnes : une feuille n'en a que {_WIDEST}.",
                en=f"The table has {width} columns: a sheet can have no more than {_WIDEST}.",
            ),
            Text(
                fr="Donnez à la sortie un nom en .csv.", en="Give the output a name ending in .csv."
            ),
        )


@contextmanager
def writing(
    path: Path,
    labels: Sequence[str],
    *,
    fields: Sequence[Field | None] = (),
    origin: Origin | None = None,
) -> Iterator[SheetSink]:
    """Give a writer of the workbook at `path`, which appears when all is written.

    `fields`: the field of each column, whose numbers and dates are written as such.
    `origin`: where the rows come from (see `beside`).
    """
    with beside(path, origin=origin) as part, part.open("wb") as out:
        sink = SheetSink(out, labels, Text(fr="Données", en="Data"), fields)
        try:
            yield sink
        finally:
            sink.close()  # else its temporary file stays behind, with the cells in it
