"""Workbooks in one XML file, as Excel 2002 and 2003 saved them and business software still does.

See https://learn.microsoft.com/previous-versions/office/developer/office-xp/aa140066(v=office.10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from tamis.model.limits import Limits
from tamis.readers.extent import ensure_cells, unreadable
from tamis.readers.extent_xml import parsed, pieces
from tamis.readers.workbook.cell import Formatted, Uncomputed, Unreadable, plain_digits
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.number_format import GENERAL, MOMENTS, Kind, NumberFormat
from tamis.readers.workbook.number_format_code import parse_format
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.sheet import Sheet, SheetName
from tamis.readers.workbook.xlsx_cells import Placed, note_formula
from tamis.sources.local import LocalFile

_SPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
#: What formats are called, and their codes.
_NAMED: Final = {
    "General Date": "dd/mm/yyyy hh:mm",
    **dict.fromkeys(("Long Date", "Medium Date", "Short Date"), "dd/mm/yyyy"),
    **dict.fromkeys(("Long Time", "Medium Time"), "hh:mm:ss"),
    "Short Time": "hh:mm",
    "Percent": "0.00%",
    "Fixed": "0.00",
    **dict.fromkeys(("Standard", "Currency", "Euro Currency"), "#,##0.00"),
    "Scientific": "0.00E+00",
    **dict.fromkeys(("General Number", "Yes/No", "True/False", "On/Off"), "General"),
}
_DAY: Final = dt.timedelta(days=1)
#: The day before the first, and the last day before those that are counted from one later.
_DAY_0: Final = dt.datetime(1899, 12, 31)  # noqa: DTZ001 spreadsheets know no zone
_NEVER: Final = 60
#: No sheet is wider.
_WIDEST: Final = 16_384


@dataclass(slots=True, kw_only=True)
class _XmlSheet:
    """A sheet: its cells by row and column from 1, and what it says of itself."""

    name: str
    is_hidden: bool = False
    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    facts: SheetFacts = field(default_factory=SheetFacts)

    @property
    def columns(self) -> tuple[int, int]:
        """The first and the last column that hold something; (1, 0) where none does."""
        used = [column for cells in self.rows.values() for column in (min(cells), max(cells))]
        return min(used, default=1), max(used, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadsheetMlBook:
    """The sheets of a workbook."""

    by_name: Mapping[str, _XmlSheet]

    @property
    def sheets(self) -> tuple[SheetName, ...]:
        """Its sheets, in order."""
        return tuple(
            SheetName(name=sheet.name, is_hidden=sheet.is_hidden) for sheet in self.by_name.values()
        )

    def open_sheet(self, name: str) -> Sheet:
        """Return a sheet."""
        sheet = self.by_name[name]
        first, last = sheet.columns
        width = last - first + 1

        def rows() -> Iterator[list[Any]]:
            for row in range(1, max(sheet.rows, default=0) + 1):
                cells = sheet.rows.get(row, {})
                yield [cells.get(column, "") for column in range(first, last + 1)]

        def note(facts: SheetFacts) -> Iterator[Placed]:
            facts.take(sheet.facts)
            return iter(())

        return Sheet(
            name=name, left=first - 1, width=width, rows=rows, specials=note,
            merges=tuple(sheet.facts.merges),
        )  # fmt: skip


def open_spreadsheetml(local: LocalFile, limits: Limits) -> SpreadsheetMlBook:
    """Read a workbook.

    Raises:
        SourceError: it has more cells than the limit, or no sheet.
        ValueError: it is not well-formed.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    with local.path.open("rb") as file:
        for _ in parsed(parser, pieces(file)):
            ensure_cells(local, reader.extents(), limits)
    if not reader.sheets:
        raise unreadable(local, "no sheet")
    return SpreadsheetMlBook(by_name=reader.sheets)


class _Reader:
    """Sheets, as a document is gone through."""

    def __init__(self) -> None:
        self.sheets: dict[str, _XmlSheet] = {}
        self._sheet = _XmlSheet(name="")
        self._formats: dict[str, NumberFormat] = {}
        self._style = ""
        self._row = self._column = self._col = 0
        self._widest = 0
        self._styles: dict[int, str] = {}
        self._row_style = ""
        self._cell: dict[str, str] | None = None
        self._data: list[str] | None = None
        self._kind = ""
        self._aside = 0
        self._visible: list[str] | None = None

    def extents(self) -> Iterator[tuple[int, int]]:
        """Give how far the sheet that is being read reaches."""
        yield max(self._sheet.rows, default=0), self._widest

    def start(self, name: str, written: dict[str, str]) -> None:
        """Take a tag in."""
        space, _, tag = name.rpartition(" ")
        attributes = {key.rpartition(" ")[2]: value for key, value in written.items()}
        if self._aside or (self._cell is not None and tag in {"Comment", "PhoneticText"}):
            self._aside += 1
        elif tag == "Visible":
            self._visible = []
        elif tag == "AutoFilter":
            self._sheet.facts.is_filtered = True
        elif space == _SPACE and tag in self._STARTS:
            self._STARTS[tag](self, attributes)

    def text(self, data: str) -> None:
        """Take a part of a text in."""
        if self._visible is not None:
            self._visible.append(data)
        elif self._data is not None and not self._aside:
            self._data.append(data)

    def end(self, name: str) -> None:
        """Take the end of a tag in."""
        tag = name.rpartition(" ")[2]
        if self._aside:
            self._aside -= 1
        elif tag == "Visible" and self._visible is not None:
            self._sheet.is_hidden = "".join(self._visible).strip() != "SheetVisible"
            self._visible = None
        elif tag == "Cell" and self._cell is not None:
            self._end_cell(self._cell)

    # -- tags -------------------------------------------------------------------------------

    def _start_style(self, attributes: Mapping[str, str]) -> None:
        self._style = attributes.get("ID", "")
        parent = attributes.get("Parent", "")
        if parent in self._formats:
            self._formats[self._style] = self._formats[parent]

    def _start_format(self, attributes: Mapping[str, str]) -> None:
        code = attributes.get("Format", "General")
        self._formats[self._style] = parse_format(_NAMED.get(code, code))

    def _start_sheet(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("Name", "")
        if name in self.sheets:
            name = f"{name} ({len(self.sheets) + 1})"
        self._sheet = self.sheets[name] = _XmlSheet(name=name)
        self._row = self._col = self._widest = 0
        self._styles = {}

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        first = _number(attributes, "Index", self._col + 1)
        self._col = min(first + _number(attributes, "Span", 0), _WIDEST)
        columns = range(first, self._col + 1)
        self._styles.update(dict.fromkeys(columns, attributes.get("StyleID", "")))
        if attributes.get("Hidden") == "1":
            self._sheet.facts.hidden_columns.extend(columns)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _number(attributes, "Index", self._row + 1)
        self._column = 0
        self._row_style = attributes.get("StyleID", "")
        if attributes.get("Hidden") == "1":
            last = self._row + min(_number(attributes, "Span", 0), 100_000)
            self._sheet.facts.hidden_rows.extend(range(self._row, last + 1))
        self._row += _number(attributes, "Span", 0)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column = _number(attributes, "Index", self._column + 1)
        self._cell, self._data, self._kind = attributes, None, ""

    def _start_data(self, attributes: Mapping[str, str]) -> None:
        if self._cell is not None:
            self._data, self._kind = [], attributes.get("Type", "String")

    _STARTS: Final = {
        "Style": _start_style, "NumberFormat": _start_format, "Worksheet": _start_sheet,
        "Column": _start_column, "Row": _start_row, "Cell": _start_cell, "Data": _start_data,
    }  # fmt: skip

    # -- cells ------------------------------------------------------------------------------

    def _end_cell(self, attributes: Mapping[str, str]) -> None:
        column, self._cell = self._column, None
        across, down = _number(attributes, "MergeAcross", 0), _number(attributes, "MergeDown", 0)
        if across or down:
            merged = Area(self._row, column, self._row + down, column + across)
            self._sheet.facts.merges.append(merged)
            self._column += across
        formula = attributes.get("Formula")
        if formula:
            note_formula(formula, self._sheet.facts)
        content = self._content(attributes, formula, column)
        if content not in ("", None):
            self._sheet.rows.setdefault(self._row, {})[column] = content
            self._widest = max(self._widest, column)

    def _content(self, attributes: Mapping[str, str], formula: str | None, column: int) -> Any:
        if self._data is None:
            return Uncomputed(formula) if formula else None
        text, self._data = "".join(self._data), None
        if self._kind in {"Number", "DateTime"}:
            style = attributes.get("StyleID") or self._row_style or self._styles.get(column, "")
            shape = self._formats.get(style, self._formats.get("Default", GENERAL))
            return _figure(text, shape) if self._kind == "Number" else _moment(text, shape)
        if self._kind == "Boolean":
            return text.strip() == "1" if text.strip() in {"0", "1"} else Unreadable(text)
        return text


def _number(attributes: Mapping[str, str], name: str, default: int) -> int:
    written = attributes.get(name, "")
    return int(written) if written.isdecimal() else default


def _figure(text: str, shape: NumberFormat) -> Any:
    try:
        number = float(text)
    except ValueError:
        return Unreadable(text)
    if shape.kind is Kind.NUMBER:
        return Formatted(number, GENERAL, digits=text) if plain_digits(text) else number
    return Formatted(number, shape, digits=text)


def _moment(text: str, shape: NumberFormat) -> Any:
    """Return a date as the number of days that its format shows."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return Unreadable(text)
    days = (moment.replace(tzinfo=None) - _DAY_0) / _DAY
    if shape.kind not in MOMENTS:
        shape = parse_format("yyyy-mm-dd" if days.is_integer() else "yyyy-mm-dd hh:mm:ss")
    return Formatted(days + 1 if days >= _NEVER else days, shape)
