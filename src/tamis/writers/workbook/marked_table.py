"""A repaired table in a workbook of its own: changed cells marked, and listed on a second sheet."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

import polars as pl

from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.plan.run import Outcome
from tamis.tables.batch import Table, column
from tamis.writers.layout import Layout
from tamis.writers.sheet import MOST_ROWS, SheetSink
from tamis.writers.swap import beside
from tamis.writers.workbook.changes_sheet import LABELS, TITLE, WIDTHS, change_rows, shown
from tamis.writers.workbook.sheet_cells import MARK

#: Changes that are listed, at most: the journal has them all.
MOST_LISTED: Final = 100_000
_MORE: Final = Text(
    fr="Les {count} premières modifications : le journal (--journal) les a toutes.",
    en="The first {count} changes: the journal (--journal) has all of them.",
)


class MarkedTable(SheetSink):
    """Writes a repaired table, row after row, and what was changed in it once all is written.

    Args:
        out: where the workbook goes.
        plan: the schema compiled for the table.
        table: the table as it is read.
        layout: the columns of the repaired table.
        sentences: what is told beside the changes.
    """

    def __init__(
        self, out: BinaryIO, plan: Plan, table: Table, layout: Layout, sentences: Sequence[Text]
    ) -> None:
        named = {column(field.position): field.field for field in plan.fields}
        fields = [named.get(name) if name else None for name in layout.columns]
        fields.extend([None] * layout.surplus)
        super().__init__(out, layout.labels, Text(fr="Données", en="Data"), fields)
        self._plan, self._table, self._sentences = plan, table, list(sentences)
        #: The column of the workbook, from 0, of each column of the source, from 1.
        self._columns = {
            int(name.removeprefix("c")) + 1: at for at, name in enumerate(layout.columns) if name
        }
        self._marks: deque[frozenset[tuple[int, int]]] = deque()
        self._marked: frozenset[tuple[int, int]] = frozenset()
        self._changes: list[pl.DataFrame] = []
        self._places: dict[int, int] = {}
        self._noted = self._listed = self._first = 0

    def note(self, outcome: Outcome, changes: pl.DataFrame) -> None:
        """Take in which records come, and what is changed in them."""
        records = outcome.rows
        where = dict(zip(records, range(records.len()), strict=True)) if changes.height else {}
        cells = changes.filter(pl.col("row").is_not_null() & (pl.col("column") > 0))
        marks = frozenset(
            (where[record], self._columns[position])
            for record, position in cells.select("row", "column").iter_rows()
            if record in where and position in self._columns
        )
        for record in cells["row"].unique():
            if record in where and self._listed < MOST_LISTED:
                self._places[record] = (self._noted + where[record]) % (MOST_ROWS - 1) + 2
        self.note_changes(changes)
        self._noted += records.len()
        self._marks.append(marks)

    def note_changes(self, changes: pl.DataFrame) -> None:
        """Take in changes of the header or the file."""
        if self._listed < MOST_LISTED:
            self._changes.append(changes.head(MOST_LISTED - self._listed))
        self._listed += changes.height

    def write(self, named: pl.DataFrame) -> None:
        """Write rows, each batch of which was noted."""
        self._marked, self._first = self._marks.popleft(), self._rows
        super().write(named)

    def _cell_format(self, at: int, code: str) -> Any:
        is_marked = (self._rows - self._first, at) in self._marked
        return self._format(code, MARK if is_marked else "")

    def close(self) -> None:
        """List the changes, and write the workbook."""
        changes = pl.concat(self._changes) if self._changes else pl.DataFrame()
        if self._listed > MOST_LISTED:
            count = f"{MOST_LISTED}"
            self._sentences.append(
                Text(fr=_MORE.fr.format(count=count), en=_MORE.en.format(count=count))
            )
        if not changes.is_empty() or self._sentences:
            self._list(changes)
        super().close()

    def _list(self, changes: pl.DataFrame) -> None:
        sheet = self._book.add_worksheet(str(TITLE))
        sheet.freeze_panes(1, 0)
        for at, (label, width) in enumerate(zip(LABELS, WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, str(label), self._bold)
        if self._sentences:
            sheet.set_column(len(LABELS) + 1, len(LABELS) + 1, 80)
            sheet.write_string(0, len(LABELS) + 1, "\n".join(map(str, self._sentences)))
        rows = change_rows(
            self._plan, self._table, changes, lambda record, _: self._places.get(record)
        )
        for number, cells in enumerate(rows, start=1):
            for at, content in enumerate(cells):
                if isinstance(content, int):
                    sheet.write_number(number, at, content)
                elif content:
                    sheet.write_string(number, at, shown(content))


@contextmanager
def writing(
    path: Path,
    plan: Plan,
    table: Table,
    layout: Layout,
    *,
    sentences: Sequence[Text] = (),
    origin: Origin | None = None,
) -> Iterator[MarkedTable]:
    """Give a writer of the workbook at `path`, which appears when all is written.

    `origin`: where the rows come from (see `beside`).
    """
    with beside(path, origin=origin) as part, part.open("wb") as out:
        written = MarkedTable(out, plan, table, layout, sentences)
        try:
            yield written
        finally:
            written.close()  # else its temporary file stays behind, with the cells in it
