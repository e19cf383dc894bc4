"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS, through calamine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text
from tamis.readers import Request, too_wide
from tamis.readers._cells import frame, text
from tamis.readers._ended import ended
from tamis.readers._header import Head, header
from tamis.sources.facts import facts
from tamis.sources.path import Local
from tamis.tables.batch import Batch, Fault, Table, column
from tamis.tables.header import match

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

FORMAT = "xlsx"
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

#: Rows in which the header is sought.
_HEAD: Final = 200
#: Rows that make a batch.
_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A sheet, its first rows, and where its header stands in them."""

    name: str
    sheet: CalamineSheet
    head: Head


def read(local: Local, request: Request) -> Table:
    """Open a workbook at the sheet asked for, or at the one that suits the fields best.

    Raises:
        SourceError: it is damaged, protected by a password, or too wide.
        UsageError: it has no such sheet.
    """
    book = _opened(local)
    page = _chosen(book, local, request)
    labels = page.head.labels
    too_wide(local, len(labels), request.limits)
    start = page.sheet.start
    return Table(
        header=labels,
        format=local.suffix.removeprefix(".") if local.suffix in SUFFIXES else FORMAT,
        header_line=page.head.line,
        sheet=page.name,
        first_column=1 + (start[1] if start else 0),
        faults=tuple(_faults(book, page)),
        batches=lambda: _batches(page, len(labels)),
        facts=lambda: facts(local.path),
    )


def _opened(local: Local) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(local.path))
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            Text(
                fr=f"Le classeur « {local.name} » ne peut pas être ouvert : {error}.",
                en=f"The workbook “{local.name}” cannot be opened: {error}.",
            ),
            Text(
                fr="Ouvrez-le dans un tableur, ôtez le mot de passe s'il y en a un, et "
                "enregistrez-le de nouveau.",
                en="Open it in a spreadsheet, remove its password if it has one, save it again.",
            ),
        ) from error


def _chosen(book: CalamineWorkbook, local: Local, request: Request) -> _Page:
    names = book.sheet_names
    if request.sheet and request.sheet not in names:
        raise UsageError(
            Text(
                fr=f"Le classeur « {local.name} » n'a pas de feuille « {request.sheet} ».",
                en=f"The workbook “{local.name}” has no sheet “{request.sheet}”.",
            ),
            Text(fr=f"Feuilles : {', '.join(names)}.", en=f"Sheets: {', '.join(names)}."),
        )
    if request.sheet:
        return _page(book, request.sheet)
    pages = [_page(book, name) for name in names]
    if not pages:
        raise SourceError(
            Text(
                fr=f"Le classeur « {local.name} » n'a pas de feuille.",
                en=f"The workbook “{local.name}” has no sheet.",
            )
        )
    return max(pages, key=lambda page: _suits(page, request))


def _page(book: CalamineWorkbook, name: str) -> _Page:
    sheet = book.get_sheet_by_name(name)
    rows = [[text(cell) or "" for cell in row] for row in islice(sheet.iter_rows(), _HEAD)]
    return _Page(name=name, sheet=sheet, head=header(rows))


def _suits(page: _Page, request: Request) -> tuple[int, bool]:
    """Return how well a sheet suits: the fields it has, then whether it has anything."""
    found = match(page.head.labels, request.fields).positions
    return len(found), any(page.head.labels)


def _faults(book: CalamineWorkbook, page: _Page) -> Iterator[Fault]:
    if not any(label.strip() for label in page.head.labels):
        yield Fault(code="file.empty")
        return
    if any(page.head.above):
        shown = "\n".join(line for line in page.head.above if line)
        lines, notes = [1], [str(len(page.head.above))]
        yield Fault(code="file.title-lines", lines=lines, values=[shown], notes=notes)
    others = [name for name in book.sheet_names if name != page.name]
    if others:
        yield Fault(code="file.other-sheets", values=[page.name], notes=[", ".join(others)])


def _batches(page: _Page, width: int) -> Iterator[Batch]:
    if not any(label.strip() for label in page.head.labels):
        return
    line, row = page.head.line + 1, 1
    for rows, last in ended(_blocks(page), []):
        kept = _without_tail(rows) if last else rows
        if not kept:
            continue
        texts, numbers = frame([cells[:width] for cells in kept], width)
        yield Batch(frame=texts, first_row=row, lines=line, numbers=numbers)
        row, line = row + len(kept), line + len(kept)
    if row == 1:
        empty = pl.DataFrame(schema={column(at): pl.String for at in range(width)})
        fault = Fault(code="file.no-rows", lines=[page.head.line])
        yield Batch(frame=empty, first_row=1, lines=line, faults=(fault,))


def _blocks(page: _Page) -> Iterator[list[list[Any]]]:
    coming = islice(page.sheet.iter_rows(), page.head.line, None)
    while rows := list(islice(coming, _ROWS)):
        yield rows


def _without_tail(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the rows without the blank ones at the end of a sheet: formats without content."""
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return rows
