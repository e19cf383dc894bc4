"""OpenDocument spreadsheets, zipped (.ods) or in one XML file (.fods)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OdsBook:
    """An OpenDocument spreadsheet whose tables are known.

    Attributes:
        local: the file.
        tables: its tables, in order.
        shared: who has gone through the styles that all of it shares.
    """

    local: LocalFile
    tables: tuple[OdsTable, ...]
    shared: OdsReader | None

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
    reader = OdsReader(lambda *_: None, shared)
    with _content(local) as coming:
        for _ in go_through(reader, coming):
            ensure_cells(local, [(table.height, table.width) for table in reader.tables], limits)
    if not reader.tables:
        raise unreadable(local, "no sheet")
    return OdsBook(local=local, tables=tuple(reader.tables), shared=shared)


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
    coming: list[tuple[int, int, list[Any]]] = []

    def take(_: OdsTable, row: int, times: int, cells: list[Any]) -> None:
        coming.append((row, times, cells))

    left, width = min(table.left, table.width), max(table.width - table.left, 0)
    reader, given = OdsReader(take, book.shared, only=table.name), 0
    with _content(book.local) as content:
        for _ in go_through(reader, content):
            for row, times, cells in coming:
                for _blank in range(given + 1, row):
                    yield [""] * width
                for _time in range(times):
                    yield cells[left:] + [""] * (table.width - max(len(cells), left))
                given = row + times - 1
            coming.clear()
