"""Which sheet of a workbook is read, and where its header stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from tamis.model.errors import SourceError, UsageError
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.readers import Request
from tamis.readers.cells import text
from tamis.readers.declared_header import declared_header, declares_header, is_comment
from tamis.readers.declared_left_out import head_faults
from tamis.readers.dialect_faults import header_row_faults
from tamis.readers.extent import unreadable
from tamis.readers.header import HeaderRow, find_header
from tamis.readers.workbook.cell import SPECIAL, special_value
from tamis.readers.workbook.sheet import Book, Sheet, SheetName
from tamis.sources.local import LocalFile
from tamis.tables.batch import Fault
from tamis.tables.header import match, placeholder_labels
from tamis.values.percent import PercentReading

#: Rows in which the header is sought.
_HEAD: Final = 200
#: Names of sheets that tell of the table, and hold none.
_NOTICE: Final = lazy_pattern(
    r"notice|notes?\b|lisez|lire|read\W*me|couverture|pr[ée]sentation|accueil|sommaire|"
    r"l[ée]gende|m[ée]tadonn|"
    r"mode d.emploi|aide\b|instruction|consigne|document|dictionnaire|listes?\b|nomenclature|"
    r"param[èe]tre|cover|legend|metadata|help\b|about|contents",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet, its first rows, where its header stands in them, and the fields of its columns.

    Attributes:
        sheet: the sheet.
        is_hidden: whether it is not shown.
        head: its header.
        sample: the first rows below it, each as wide as it.
        fields: the field of each column, by its position from 0.
        faults: what the first rows have that contradicts what is declared, or is left out by it.
    """

    sheet: Sheet
    is_hidden: bool
    head: HeaderRow
    sample: Sequence[Sequence[Any]]
    fields: Mapping[int, Field]
    faults: tuple[Fault, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether it has labels, rows below them, and is not called a notice."""
        labels = [label for label in self.head.labels if label.strip()]
        is_notice = _NOTICE.search(self.sheet.name) is not None
        return len(labels) > 1 and any(map(any, self.sample)) and not is_notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The sheet that is read, and others that suit as well as it does, by name."""

    page: Page
    rivals: tuple[str, ...] = ()


def choose_sheet(book: Book, local: LocalFile, request: Request) -> Choice:
    """Return the sheet asked for, or the one that suits the fields best.

    Visible sheets come before hidden ones, tables before covers and notices.

    Raises:
        SourceError: there is no sheet, or it is damaged.
        UsageError: there is no such sheet.
    """
    sheets = [sheet for sheet in book.sheets if sheet.has_cells]
    name = request.sheet or request.dialect.sheet_name
    number = request.dialect.sheet_number
    if name or number:
        wanted = [sheet for sheet in sheets if sheet.name == name]
        if not name and number:
            wanted = list(book.sheets[number - 1 : number])
        if not wanted:
            shown = name or str(number)
            raise _no_such_sheet(local, shown, [sheet.name for sheet in sheets])
        return Choice(page=_page(book, wanted[0], request))
    if not sheets:
        raise unreadable(local, "no sheet")
    pages = list(_pages(book, sheets, request))
    best = _best(pages)
    return Choice(page=best, rivals=tuple(_rivals(best, pages)))


def _pages(book: Book, sheets: Sequence[SheetName], request: Request) -> Iterator[Page]:
    """Give the sheets that can be read; a damaged one is passed over where another has fields.

    Raises:
        SourceError: a sheet is damaged, and no other has a field that is wanted.
    """
    damage: SourceError | None = None
    has_fields = False
    for sheet in sheets:
        try:
            page = _page(book, sheet, request)
        except SourceError as error:
            damage = damage or error
            continue
        has_fields = has_fields or bool(page.fields)
        yield page
    if damage is not None and not has_fields:
        raise damage


def _no_such_sheet(local: LocalFile, wanted: str, names: Iterable[str]) -> UsageError:
    listed = ", ".join(names)
    return UsageError(
        Text(
            fr=f"Le classeur « {local.name} » n'a pas de feuille « {wanted} ».",
            en=f"The workbook “{local.name}” has no sheet “{wanted}”.",
        ),
        Text(fr=f"Feuilles : {listed}.", en=f"Sheets: {listed}."),
    )


def _best(pages: Sequence[Page]) -> Page:
    """Return the page that suits best: the first of those that are as good."""
    shown = [page for page in pages if not page.is_hidden] or pages
    best, any_best = max(shown, key=_suits), max(pages, key=_suits)
    # A hidden sheet is taken where no visible one is half as good: it may be an older copy.
    is_better = len(any_best.fields) > 2 * len(best.fields)
    return any_best if is_better or not any(best.head.labels) else best


def _suits(page: Page) -> tuple[int, bool, bool]:
    """Return how well a sheet suits: the fields it has, then whether it is a table at all."""
    return len(page.fields), page.is_table, any(page.head.labels)


def _rivals(best: Page, pages: Iterable[Page]) -> Iterator[str]:
    """Give the names of other visible sheets that hold as many of the fields, and rows."""
    for page in pages:
        has_rows = any(map(any, page.sample))
        is_alike = len(page.fields) == len(best.fields) > 1 and has_rows
        if page is not best and is_alike and not page.is_hidden:
            yield page.sheet.name


def _page(book: Book, name: SheetName, request: Request) -> Page:
    fields = request.fields
    sheet = book.open_sheet(name.name)
    rows = list(islice(sheet.rows(), _HEAD))
    texts = [_trimmed([_text(cell) for cell in row]) for row in rows]
    head = _head(sheet, texts, request)
    width = len(head.labels)
    names = [field.name for field in fields]
    titles = {field.name: field.title for field in fields if field.title}
    places = match(head.labels, names, titles).positions
    return Page(
        sheet=sheet,
        is_hidden=name.is_hidden,
        head=head,
        sample=[row[:width] for row in rows[head.line :]],
        fields={places[field.name]: field for field in fields if field.name in places},
        faults=(
            *header_row_faults(_data(texts, request), request.dialect, fields),
            *_left_out(texts, head, request),
        ),
    )


def _left_out(rows: Sequence[Sequence[str]], head: HeaderRow, request: Request) -> Iterator[Fault]:
    if declares_header(request.dialect):
        yield from head_faults(enumerate(rows, start=1), request.dialect, head.line)


def _data(rows: Sequence[Sequence[str]], request: Request) -> list[Sequence[str]]:
    """Return the rows that are no comments."""
    return [
        row
        for number, row in enumerate(rows, start=1)
        if not is_comment(number, row[0] if row else "", request.dialect)
    ]


def _text(cell: Any) -> str:
    if type(cell) in SPECIAL:
        cell = special_value(cell, "", PercentReading.SHOWN)
    return text(cell) or ""


def _head(sheet: Sheet, rows: Sequence[Sequence[str]], request: Request) -> HeaderRow:
    """Return the header of a sheet, as wide as the widest of its rows."""
    if declares_header(request.dialect):
        declared = declared_header(rows, request.dialect, request.fields)
        return HeaderRow(labels=declared.labels, line=declared.last)
    head = find_header(rows, request.fields)
    width = _width(sheet, head)
    if not head.line:
        return replace(head, labels=placeholder_labels(width))
    return replace(head, labels=head.labels + ("",) * (width - len(head.labels)))


def _trimmed(row: Sequence[str]) -> Sequence[str]:
    """Return a row up to its last cell that holds something: sheets pad them all."""
    last = max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=0)
    return row[:last]


def _width(sheet: Sheet, head: HeaderRow) -> int:
    """Return how many columns hold something from the header on, to the end of the sheet."""
    width = len(head.labels)
    if sheet.width <= width:
        return width
    for row in islice(sheet.rows(), head.line, None):
        if any(cell != "" for cell in row[width:]):
            width = max(at for at, cell in enumerate(row, start=1) if cell != "")
        if width == sheet.width:
            break
    return width
