"""OpenDocument spreadsheets, zipped (.ods) or in one XML file (.fods)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from tamis.model.limits import Limits
from tamis.readers.extent import ensure_cells, unreadable
from tamis.readers.extent_xml import pieces
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.ods_rows import OdsReader, OdsTable, go_through
from tamis.readers.workbook.sheet import Sheet, SheetName
from tamis.readers.workbook.xlsx_cells import Placed
from tamis.sources.local import LocalFile

#: Members of a package that have the styles and the tables.
_STYLES: Final = "styles.xml"
_CONTENT: Final = "content.xml"
#: How many cells are kept from the first time that a document is gone through: about 50 MB.
_MOST_KEPT: Final = 500_000

#: The number of a row, how many times it stands there, and its cells.
OdsRow = tuple[int, int, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OdsBook:
    """An OpenDocument spreadsheet whose tables are known.

    Attributes:
        local: the file.
        tables: its tables, in order.
        shared: who has gone through the styles that all of it shares.
        rows: the rows of each table by its name, where they are few enough to be kept.
    """

    local: LocalFile
    tables: tuple[OdsTable, ...]
    shared: OdsReader | None
    rows: Mapping[str, Sequence[OdsRow]] | None = None

    @property
    def sheets(self) -> tuple[SheetName, ...]:
        """Its sheets, in order."""
        return tuple(SheetName(name=table.name, is_hidden=table.is_hidden) for table in self.tables)

    def open_sheet(self, name: str) -> Sheet:
        """Return a sheet."""
        table = next(candidate for candidate in self.tables if candidate.name == name)

        def note(facts: SheetFacts) -> Iterator[Placed]:
            facts.take(table.facts)
            return iter(())

        return Sheet(
            name=name,
            left=min(table.left, table.width),
            width=max(table.width - table.left, 0),
            rows=partial(_rows, self, table),
            specials=note,
            merges=tuple(table.facts.merges),
        )


def open_ods(local: LocalFile, limits: Limits) -> OdsBook:
    """Open a spreadsheet: it is gone through once, to know its tables.

    Raises:
        SourceError: it has more cells than the limit, or no table.
        ValueError: it is not well-formed.
    """
    shared = _shared_styles(local) if zipfile.is_zipfile(local.path) else None
    kept = _KeptRows()
    reader = OdsReader(kept.take, shared)
    with _content(local) as coming:
        for _ in go_through(reader, coming):
            ensure_cells(local, [(table.height, table.width) for table in reader.tables], limits)
    if not reader.tables:
        raise unreadable(local, "no sheet")
    return OdsBook(local=local, tables=tuple(reader.tables), shared=shared, rows=kept.rows)


class _KeptRows:
    """Keeps the rows that pass, so that nobody has to go through the document again.

    `rows` is None where there are too many.
    """

    def __init__(self) -> None:
        self.rows: dict[str, list[OdsRow]] | None = {}
        self._cells = 0

    def take(self, table: OdsTable, row: int, times: int, cells: list[Any]) -> None:
        """Take a row in."""
        self._cells += len(cells)
        if self._cells > _MOST_KEPT:
            self.rows = None
        if self.rows is not None:
            self.rows.setdefault(table.name, []).append((row, times, cells))


def _shared_styles(local: LocalFile) -> OdsReader:
    reader = OdsReader(lambda *_: None)
    with zipfile.ZipFile(local.path) as archive:
        if _STYLES in archive.namelist():
            with archive.open(_STYLES) as file:
                for _ in go_through(reader, pieces(file)):
                    pass
    return reader


@contextmanager
def _content(local: LocalFile) -> Iterator[Iterator[bytes]]:
    """Give the document, a piece at a time."""
    if not zipfile.is_zipfile(local.path):
        with local.path.open("rb") as file:
            yield pieces(file)
        return
    with zipfile.ZipFile(local.path) as archive, archive.open(_CONTENT) as member:
        yield pieces(member)


def _rows(book: OdsBook, table: OdsTable) -> Iterator[list[Any]]:
    """Give the rows of a table up to the last that holds something, each as wide as it is."""
    left, width = min(table.left, table.width), max(table.width - table.left, 0)
    given = 0
    for row, times, cells in _filled_rows(book, table):
        for _blank in range(given + 1, row):
            yield [""] * width
        for _time in range(times):
            yield cells[left:] + [""] * (table.width - max(len(cells), left))
        given = row + times - 1


def _filled_rows(book: OdsBook, table: OdsTable) -> Iterator[OdsRow]:
    """Give the rows of a table that hold something."""
    if book.rows is not None:
        yield from book.rows.get(table.name, ())
        return
    coming: list[OdsRow] = []

    def take(_: OdsTable, row: int, times: int, cells: list[Any]) -> None:
        coming.append((row, times, cells))

    reader = OdsReader(take, book.shared, only=table.name)
    with _content(book.local) as content:
        for _ in go_through(reader, content):
            yield from coming
            coming.clear()
