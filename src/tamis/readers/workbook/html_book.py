"""Pages of HTML that business software saves as ``.xls``: each of their tables is a sheet."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.limits import Limits
from tamis.readers.extent import ensure_cells, unreadable
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.sheet import Sheet, SheetName
from tamis.sources.local import LocalFile

_CHARSET: Final = lazy_pattern(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
#: What holds no text of a table.
_UNSEEN: Final = frozenset({"script", "style", "title", "head"})
#: No cell spans more than that.
_WIDEST: Final = 1_000


@dataclass(slots=True)
class _HtmlTable:
    rows: list[list[str]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    #: Columns that a cell above covers, and for how many rows more.
    covered: dict[int, int] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many columns its widest row has."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlBook:
    """The tables of a page."""

    tables: dict[str, _HtmlTable]

    @property
    def sheets(self) -> tuple[SheetName, ...]:
        """Its tables, in order."""
        return tuple(SheetName(name=name) for name in self.tables)

    def open_sheet(self, name: str) -> Sheet:
        """Return a table."""
        table = self.tables[name]
        width = table.width

        def rows() -> Iterator[list[Any]]:
            return (row + [""] * (width - len(row)) for row in table.rows)

        return Sheet(name=name, left=0, width=width, rows=rows, merges=tuple(table.merges))


def open_html(local: LocalFile, limits: Limits) -> HtmlBook:
    """Read the tables of a page that have several rows and columns.

    Raises:
        SourceError: it has none, or more cells than the limit.
    """
    reader = _Reader()
    reader.feed(_decoded(local.path.read_bytes()))
    reader.close()
    tables = [table for table in reader.tables if len(table.rows) > 1 and table.width > 1]
    ensure_cells(local, [(len(table.rows), table.width) for table in tables], limits)
    if not tables:
        raise unreadable(local, "no table")
    return HtmlBook(tables={f"Tableau {at}": table for at, table in enumerate(tables, 1)})


def _decoded(content: bytes) -> str:
    """Return a page as text: by its mark, by what it says, else UTF-8 or Windows-1252."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    stated = _CHARSET.search(content[:4096])
    names = ([stated[1].decode()] if stated else []) + ["utf-8"]
    for name in names:
        try:
            return content.decode(codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("cp1252", "replace")


class _Reader(HTMLParser):
    """Tables, as a page is gone through; one within another is read by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_HtmlTable] = []
        self._open: list[_HtmlTable] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag in; the end of a cell or a row may be left out."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._end_cell()
            self._open.append(_HtmlTable())
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._begin_row()
        elif tag in {"td", "th"} and self._open:
            self._end_cell()
            values = dict(attrs)
            self._span = _span(values.get("rowspan")), _span(values.get("colspan"))
            self._cell = []
        elif tag in {"br", "p", "div"} and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Take the end of a tag in."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in {"td", "th", "tr"}:
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Take a part of a text in: line ends are blanks."""
        if self._cell is not None and not self._unseen:
            self._cell.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _begin_row(self) -> None:
        self._end_cell()
        self._open[-1].rows.append([])

    def _end_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        table = self._open[-1]
        if not table.rows:
            table.rows.append([])
        text, self._cell = _text("".join(self._cell)), None
        row, number = table.rows[-1], len(table.rows)
        while table.covered.get(len(row) + 1, 0) >= number:
            row.append("")
        rows, columns = self._span
        first = len(row) + 1
        row.extend([text, *[""] * (columns - 1)])
        if rows > 1 or columns > 1:
            table.merges.append(Area(number, first, number + rows - 1, first + columns - 1))
            table.covered.update(dict.fromkeys(range(first, first + columns), number + rows - 1))


def _span(written: str | None) -> int:
    return min(max(int(written), 1), _WIDEST) if written and written.isdecimal() else 1


def _text(written: str) -> str:
    """Return the text of a cell, without the blanks around its lines."""
    lines = (line.strip(" ").replace("\xa0", " ") for line in written.split("\n"))
    return "\n".join(lines).strip()
