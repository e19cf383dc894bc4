"""A sheet of a workbook as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import polars as pl

from tamis.model.errors import LimitError
from tamis.model.limits import MB, Limits
from tamis.model.template import TemplateMark
from tamis.model.text import Text
from tamis.readers import Request, ensure_width
from tamis.readers.comment_rows import without_comments
from tamis.readers.declared_text import nulled
from tamis.readers.extent import unreadable
from tamis.readers.header_faults import header_faults, records_batch
from tamis.readers.last_item import with_last
from tamis.readers.native_errors import native
from tamis.readers.workbook.books import open_book
from tamis.readers.workbook.calamine_book import DAMAGED
from tamis.readers.workbook.choice import Choice, Page, choose_sheet
from tamis.readers.workbook.columns import Columns
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.kinds import KINDS
from tamis.readers.workbook.merged import MergedCells
from tamis.readers.workbook.notes import SheetNotes
from tamis.readers.workbook.overlay import overlaid
from tamis.readers.workbook.sheet import Book
from tamis.readers.workbook.template_mark import template_mark
from tamis.readers.workbook.template_rows import without_example
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format
from tamis.tables.batch import Batch, Fault, Table, column

#: Rows that make a batch.
_ROWS: Final = 20_000


def workbook_table(local: LocalFile, request: Request) -> Table:
    """Open a workbook at the sheet asked for, or at the one that suits the fields best.

    Raises:
        SourceError: it is damaged, protected by a password, or beyond the limits.
        UsageError: it has no such sheet.
    """
    from python_calamine import CalamineError

    kind = sniff_format(local.path)
    damaged = partial(unreadable, local)
    with native(*DAMAGED, CalamineError, raised=damaged):
        book = open_book(local, kind, request.limits)
        mark = template_mark(local.path, kind)
        choice = choose_sheet(book, local, _of_template(request, mark, book))
    page = choice.page
    ensure_width(local, len(page.head.labels), request.limits)
    table = Table(
        header=page.head.labels,
        format=kind.removesuffix("-table") if kind in KINDS else "xlsx",
        header_line=max(page.head.line, 1),
        sheet=page.sheet.name,
        other_sheets=tuple(
            sheet.name
            for sheet in book.sheets
            if sheet.has_cells and not sheet.is_hidden and sheet.name != page.sheet.name
        ),
        first_column=1 + page.sheet.left,
        faults=tuple(_faults(book, choice, mark.others if mark else ())),
        batches=lambda: _batches(local, page, request.limits),
        facts=lambda: size_and_sha256(local.path),
        template=mark,
    )
    kept = without_comments(without_example(table), request.dialect)
    null = request.dialect.null_sequence
    return replace(kept, batches=lambda: nulled(kept.batches(), null))


def _of_template(request: Request, mark: TemplateMark | None, book: Book) -> Request:
    """Return a request for the sheet of a template that is filled in, where none is asked for."""
    dialect = request.dialect
    if mark is None or request.sheet or dialect.sheet_name or dialect.sheet_number:
        return request
    is_there = any(sheet.name == mark.sheet and sheet.has_cells for sheet in book.sheets)
    return replace(request, sheet=mark.sheet) if is_there else request


def _faults(book: Book, choice: Choice, expected: Sequence[str]) -> Iterator[Fault]:
    page = choice.page
    head = page.head
    above = head.above if any(head.above) else ()
    yield from header_faults(head.labels, above, head.records, head.first, head.titles)
    yield from page.faults
    if not _has_labels(page):
        return
    if page.is_hidden:
        yield Fault(code="file.hidden-sheet", notes=[page.sheet.name])
    if choice.rivals:
        rivals = ", ".join(choice.rivals)
        yield Fault(code="file.several-sheets", values=[page.sheet.name], notes=[rivals])
    known = {page.sheet.name, *choice.rivals, *expected}
    others = [sheet for sheet in book.sheets if sheet.name not in known]
    if others:
        names = ", ".join(f"({other.name})" if other.is_hidden else other.name for other in others)
        yield Fault(code="file.other-sheets", values=[page.sheet.name], notes=[names])


def _has_labels(page: Page) -> bool:
    return any(label.strip() for label in page.head.labels)


def _batches(local: LocalFile, page: Page, limits: Limits) -> Iterator[Batch]:
    """Return the rows below the header."""
    if not _has_labels(page):
        return
    labels, left, facts = page.head.labels, page.sheet.left, SheetFacts()
    columns = Columns(labels=labels, fields=page.fields, left=left)
    line, row = page.head.line + 1, 1
    notes = SheetNotes(labels=labels, left=left, facts=facts, first_line=line)
    merged = MergedCells(merges=page.sheet.merges, left=left, width=len(labels))
    if page.head.records:
        yield records_batch(page.head.records, len(labels))
        row += len(page.head.records)
    for rows, is_last in with_last(_blocks(local, page, facts), []):
        kept = _without_tail(rows) if is_last else rows
        if kept:
            texts, numbers, odd = columns.read(kept, row, line)
            _ensure_bounded(local, page, texts, limits)
            notes.pass_rows(texts, columns.typed, line)
            row_faults = (*odd, *merged.faults(texts, row, line))
            faults = (*row_faults, *notes.faults()) if is_last else row_faults
            yield Batch(frame=texts, first_row=row, lines=line, numbers=numbers, faults=faults)
        row, line = row + len(kept), line + len(kept)
    if row == 1:
        empty = pl.DataFrame(schema={column(at): pl.String for at in range(len(labels))})
        fault = Fault(code="file.no-rows", lines=[page.head.line])
        yield Batch(frame=empty, first_row=1, lines=line, faults=(fault,))


def _blocks(local: LocalFile, page: Page, facts: SheetFacts) -> Iterator[list[list[Any]]]:
    """Give the rows below the header, as wide as it, so many at a time."""
    above, width = page.head.line, len(page.head.labels)
    with native(*DAMAGED, raised=partial(unreadable, local)):
        for block in overlaid(page.sheet, facts, _ROWS):
            rows = (
                block[above:]
                if page.sheet.width == width
                else [row[:width] for row in block[above:]]
            )
            above = max(0, above - len(block))
            if rows:
                yield rows


def _ensure_bounded(local: LocalFile, page: Page, texts: pl.DataFrame, limits: Limits) -> None:
    """Refuse a cell beyond the limit: spreadsheets stop at 32,767 characters, writers may not."""
    longest = texts.select(pl.all().str.len_bytes().max()).row(0) if texts.width else ()
    if max((size or 0 for size in longest), default=0) > limits.record:
        megabytes, name = limits.record // MB, page.sheet.name
        raise LimitError(
            Text(
                fr=f"« {local.name} », feuille « {name} » : une cellule a plus de {megabytes} Mo.",
                en=f"“{local.name}”, sheet “{name}”: a cell has more than {megabytes} MB.",
            ),
            Text(fr="Si c'est voulu : --max-record.", en="If that is intended: --max-record."),
        )


def _without_tail(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the rows without the blank ones at the end of a sheet: formats without content."""
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return rows
