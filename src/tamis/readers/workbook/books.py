"""Opening a workbook: each format by the reader that knows it best."""

from __future__ import annotations

from tamis.model.limits import Limits
from tamis.readers.extent import within
from tamis.readers.extent_xml import Seen
from tamis.readers.workbook.biff import XlsExtras
from tamis.readers.workbook.calamine_book import CalamineBook, Extras, open_calamine
from tamis.readers.workbook.html_book import open_html
from tamis.readers.workbook.kinds import KINDS
from tamis.readers.workbook.ods_book import open_ods
from tamis.readers.workbook.sheet import Book
from tamis.readers.workbook.spreadsheetml import open_spreadsheetml
from tamis.readers.workbook.xlsb_cells import XlsbExtras
from tamis.readers.workbook.xlsx_extras import XlsxExtras
from tamis.sources.local import LocalFile


def open_book(local: LocalFile, kind: str, limits: Limits) -> Book:
    """Open a workbook.

    Args:
        local: the file.
        kind: one of `KINDS`, as its bytes say.
        limits: how much is taken in.

    Raises:
        SourceError: it is damaged, protected by a password, or beyond the limits.
    """
    seen = within(local, kind, limits)
    if kind in {"ods", "fods"}:
        return open_ods(local, limits)
    if kind == "spreadsheetml":
        return open_spreadsheetml(local, limits)
    if kind == "html-table":
        return open_html(local, limits)
    extras = _extras(local, kind, seen)
    book = open_calamine(local, KINDS.get(kind, ()), extras.plain_copy())
    return CalamineBook(local=local, book=book, extras=extras)


def _extras(local: LocalFile, kind: str, seen: Seen) -> Extras:
    if kind == "xls":
        return XlsExtras(local=local)
    return XlsbExtras(local=local) if kind == "xlsb" else XlsxExtras(local=local, seen=seen)
