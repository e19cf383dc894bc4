"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS, through calamine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from tamis.model.errors import SourceError, UsageError
from tamis.model.limits import MB, Limits
from tamis.model.text import Text
from tamis.readers import Request, ensure_width
from tamis.readers.cells import frame, text
from tamis.readers.extent import locked, unreadable, within
from tamis.readers.failed_formulas import Shown, failed
from tamis.readers.header import HeaderRow, find_header
from tamis.readers.header_faults import header_faults, records_batch
from tamis.readers.last_item import with_last
from tamis.readers.native_errors import native
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format
from tamis.tables.batch import Batch, Fault, Table, column
from tamis.tables.header import match

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

FORMAT = "xlsx"
KINDS = {
    "xlsx": (".xlsx", ".xlsm"),
    "xlsb": (".xlsb",),
    "xls": (".xls",),
    "ods": (".ods",),
}
SUFFIXES = tuple(suffix for suffixes in KINDS.values() for suffix in suffixes)

#: Rows in which the header is sought.
_HEAD: Final = 200
#: Rows that make a batch.
_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A sheet, its first rows, and where its header stands in them."""

    name: str
    sheet: CalamineSheet
    head: HeaderRow


def read(local: LocalFile, request: Request) -> Table:
    """Open a workbook at the sheet asked for, or at the one that suits the fields best.

    Raises:
        SourceError: it is damaged, protected by a password, or beyond the limits.
        UsageError: it has no such sheet.
    """
    from python_calamine import CalamineError

    kind = sniff_format(local.path)
    fails = within(local, kind, request.limits)
    damaged = partial(unreadable, local)
    with native(CalamineError, OSError, ValueError, raised=damaged):
        book = _opened(local, kind)
        page = _chosen(book, local, request)
    labels = page.head.labels
    ensure_width(local, len(labels), request.limits)
    start = page.sheet.start
    left = start[1] if start else 0
    with native(ValueError, LookupError, SyntaxError, raised=damaged):
        shown = failed(local.path, kind, page.name) if fails else {}
    return Table(
        header=labels,
        format=kind if kind in KINDS else FORMAT,
        header_line=max(page.head.line, 1),
        sheet=page.name,
        first_column=1 + left,
        faults=tuple(_faults(book, page)),
        batches=lambda: _batches(local, page, shown, left, request.limits),
        facts=lambda: size_and_sha256(local.path),
    )


def _opened(local: LocalFile, kind: str) -> CalamineWorkbook:
    """Open a workbook by its bytes where its name, which would be believed, is another's."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        if local.path.suffix.lower() in KINDS.get(kind, ()):
            return CalamineWorkbook.from_path(local.path)
        with local.path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise locked(local) from error


def _chosen(book: CalamineWorkbook, local: LocalFile, request: Request) -> _Page:
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
        return _page(book, request.sheet, request)
    if not names:
        raise unreadable(local, "0 feuille")
    return max(
        (_page(book, name, request) for name in names), key=lambda page: _suits(page, request)
    )


def _page(book: CalamineWorkbook, name: str, request: Request) -> _Page:
    sheet = book.get_sheet_by_name(name)
    rows = [[text(cell) or "" for cell in row] for row in islice(sheet.iter_rows(), _HEAD)]
    return _Page(name=name, sheet=sheet, head=find_header(rows, request.fields))


def _suits(page: _Page, request: Request) -> tuple[int, bool]:
    """Return how well a sheet suits: the fields it has, then whether it has anything."""
    found = match(page.head.labels, [field.name for field in request.fields]).positions
    return len(found), any(page.head.labels)


def _faults(book: CalamineWorkbook, page: _Page) -> Iterator[Fault]:
    head = page.head
    above = head.above if any(head.above) else ()
    yield from header_faults(head.labels, above, head.records, head.first)
    others = [name for name in book.sheet_names if name != page.name]
    if others and any(label.strip() for label in head.labels):
        yield Fault(code="file.other-sheets", values=[page.name], notes=[", ".join(others)])


def _batches(
    local: LocalFile, page: _Page, shown: Shown, left: int, limits: Limits
) -> Iterator[Batch]:
    """Return the rows below the header, `shown` put in; `left` columns stand before the first."""
    width = len(page.head.labels)
    if not any(label.strip() for label in page.head.labels):
        return
    line, row = page.head.line + 1, 1
    if page.head.records:
        yield records_batch(page.head.records, width)
        row += len(page.head.records)
    for rows, last in with_last(_blocks(page), []):
        _put(shown, rows, line, left)
        kept = _without_tail(rows) if last else rows
        if not kept:
            continue
        texts, numbers = frame([cells[:width] for cells in kept], width)
        _not_endless(local, page, texts, limits)
        yield Batch(frame=texts, first_row=row, lines=line, numbers=numbers)
        row, line = row + len(kept), line + len(kept)
    if row == 1:
        empty = pl.DataFrame(schema={column(at): pl.String for at in range(width)})
        fault = Fault(code="file.no-rows", lines=[page.head.line])
        yield Batch(frame=empty, first_row=1, lines=line, faults=(fault,))


def _not_endless(local: LocalFile, page: _Page, texts: pl.DataFrame, limits: Limits) -> None:
    """Refuse a cell beyond the limit: spreadsheets stop at 32,767 characters, writers may not."""
    longest = texts.select(pl.all().str.len_bytes().max()).row(0) if texts.width else ()
    if max((one or 0 for one in longest), default=0) > limits.record:
        megabytes = limits.record // MB
        raise SourceError(
            Text(
                fr=f"« {local.name} », feuille « {page.name} » : une cellule a plus de "
                f"{megabytes} Mo.",
                en=f"“{local.name}”, sheet “{page.name}”: a cell has more than {megabytes} MB.",
            ),
            Text(fr="Si c'est voulu : --max-record.", en="If that is meant: --max-record."),
        )


def _blocks(page: _Page) -> Iterator[list[list[Any]]]:
    coming = islice(page.sheet.iter_rows(), page.head.line, None)
    while rows := list(islice(coming, _ROWS)):
        yield rows


def _put(shown: Shown, rows: list[list[Any]], first: int, left: int) -> None:
    """Put texts in the cells of `rows`, the first of which is the row `first` of the sheet."""
    for row, cells in enumerate(rows if shown else (), first):
        for at, told in shown.get(row, {}).items():
            if left < at <= left + len(cells):
                cells[at - left - 1] = told


def _without_tail(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the rows without the blank ones at the end of a sheet: formats without content."""
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return rows
