"""The tables of OpenDocument spreadsheets, zipped or flat (ODF 1.3 part 3, section 9.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final
from xml.parsers import expat

from tamis.readers.extent_xml import parsed
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.number_format import GENERAL, NumberFormat
from tamis.readers.workbook.number_format_code import parse_format
from tamis.readers.workbook.ods_cells import cell_value
from tamis.readers.workbook.ods_formats import FormatReader
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.xlsx_cells import note_formula

#: How many columns a sheet has, at most.
_WIDEST: Final = 16_384
_BLANKS: Final = {"tab": "\t", "line-break": "\n"}
_KIND, _OTHER_KIND = "office:value-type", "calcext:value-type"
_SPANS: Final = frozenset({"table:number-rows-spanned", "table:number-columns-spanned"})
_HIDDEN: Final = frozenset({"collapse", "filter"})


@dataclass(slots=True, kw_only=True)
class OdsTable:
    """A table of a document, as far as it is known.

    Attributes:
        name: its name.
        is_hidden: whether its style hides it.
        facts: what it says of itself.
        width: how many columns there are up to the last that holds something.
        left: how many stand before the first that does.
        height: how many rows there are up to the last that holds something.
    """

    name: str
    is_hidden: bool = False
    facts: SheetFacts = field(default_factory=SheetFacts)
    width: int = 0
    left: int = _WIDEST
    height: int = 0


class OdsReader:
    """Tables of a document, as it is gone through.

    Args:
        take: given each row that holds something: its table, its number from 1, how many times
            it is repeated, its cells up to the last that holds something.
        shared: who has gone through the styles that all of the document shares, if anyone.
        only: the name of the table whose cells are read; "" for all.
    """

    def __init__(
        self,
        take: Callable[[OdsTable, int, int, list[Any]], None],
        shared: OdsReader | None = None,
        only: str = "",
    ) -> None:
        self.tables: list[OdsTable] = []
        self._take, self._only = take, only
        self._formats = dict(shared.formats) if shared else {}
        self._styles = FormatReader(shared.codes if shared else {})
        self._families: dict[str, str] = {}
        self._hidden_tables: set[str] = set()
        self._style = ""
        self._table: OdsTable | None = None
        self._is_read = False
        self._row = self._next_row = 1
        self._repeats = 1
        self._cells: list[Any] = []
        self._blanks = 0
        self._column = 0
        self._column_styles: list[tuple[int, str]] = []
        self._row_style = ""
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._paragraphs = 0
        self._aside = 0
        self._in_text = 0

    # -- tags -------------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a tag in."""
        prefix, tag = _parts(name)
        if self._cell is not None:
            self._start_in_cell(tag, attributes)
        elif prefix in {"table", ""} and self._start_of_table(tag, attributes):
            return
        else:
            self._start_of_style(prefix, tag, attributes)

    def _start_of_table(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag == "table":
            self._begin_table(attributes)
        elif tag == "table-column":
            self._begin_column(attributes)
        elif tag == "table-row":
            self._begin_row(attributes)
        elif tag in {"table-cell", "covered-table-cell"}:
            self._cell = {**attributes, "tag": tag}
            self._texts, self._paragraphs, self._in_text = [], 0, 0
        else:
            return False
        return True

    def _start_of_style(self, prefix: str, tag: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if prefix == "style" and tag == "style":
            self._style = plain.get("name", "")
            if plain.get("family") == "table-cell":
                self._families[self._style] = plain.get("data-style-name") or ""
                parent = plain.get("parent-style-name", "")
                if not self._families[self._style] and parent in self._formats:
                    self._formats[self._style] = self._formats[parent]
        elif tag == "table-properties" and plain.get("display") == "false":
            self._hidden_tables.add(self._style)
        else:
            self._styles.start(tag, plain)

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if self._aside or tag in {"annotation", "shapes", "frame", "custom-shape", "ruby-text"}:
            self._aside += 1
        elif tag == "p" and not self._in_text:
            if self._paragraphs:
                self._texts.append("\n")
            self._paragraphs += 1
            self._in_text = 1
        elif tag == "s":
            self._texts.append(" " * min(_times(attributes, "text:c"), 1000))
        elif tag in _BLANKS:
            self._texts.append(_BLANKS[tag])

    def text(self, data: str) -> None:
        """Take a part of a text in."""
        if self._cell is not None:
            if self._in_text and not self._aside:
                self._texts.append(data)
        else:
            self._styles.text(data)

    def end(self, name: str) -> None:
        """Take the end of a tag in."""
        _, tag = _parts(name)
        if self._cell is not None:
            self._end_in_cell(tag)
        elif tag == "table-row":
            self._end_row()
        elif tag == "table":
            self._table = None
        else:
            self._styles.end(tag)
            if tag in {"automatic-styles", "styles"}:
                self._settle_styles()

    def _end_in_cell(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
        elif tag == "p":
            self._in_text = 0
        elif tag in {"table-cell", "covered-table-cell"}:
            self._end_cell()

    # -- styles -----------------------------------------------------------------------------

    def _settle_styles(self) -> None:
        """Give each style of cells its number format, once all are known."""
        for style, data_style in self._families.items():
            if data_style in self._styles.codes:
                self._formats[style] = parse_format(self._styles.codes[data_style])

    @property
    def codes(self) -> Mapping[str, str]:
        """The codes of number formats by their names."""
        return self._styles.codes

    @property
    def formats(self) -> Mapping[str, NumberFormat]:
        """The number formats by the styles of cells."""
        return self._formats

    # -- tables -----------------------------------------------------------------------------

    def _begin_table(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get("table:style-name", "") in self._hidden_tables
        name = attributes.get("table:name", "")
        if any(table.name == name for table in self.tables):
            name = f"{name} ({len(self.tables) + 1})"
        self._table = OdsTable(name=name, is_hidden=hidden)
        self.tables.append(self._table)
        self._is_read = self._only in {"", self._table.name}
        self._next_row, self._column_styles, self._column = 1, [], 0

    def _begin_column(self, attributes: dict[str, str]) -> None:
        first = self._column + 1
        self._column += _times(attributes, "table:number-columns-repeated")
        self._column_styles.append(
            (self._column, attributes.get("table:default-cell-style-name", ""))
        )
        if self._table and attributes.get("table:visibility") in _HIDDEN:
            last = min(self._column, _WIDEST)
            self._table.facts.hidden_columns.extend(range(first, last + 1))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row = self._next_row
        self._repeats = _times(attributes, "table:number-rows-repeated")
        self._next_row += self._repeats
        self._cells, self._blanks = [], 0
        self._row_style = attributes.get("table:default-cell-style-name", "")
        visibility = attributes.get("table:visibility", "")
        if self._table and visibility in _HIDDEN:
            last = self._row + min(self._repeats, 100_000)
            self._table.facts.hidden_rows.extend(range(self._row, last))
            self._table.facts.is_filtered |= visibility == "filter"

    def _end_row(self) -> None:
        table = self._table
        if table is not None and self._cells and self._is_read:
            first = next(at for at, cell in enumerate(self._cells) if cell != "")
            table.left = min(table.left, first)
            table.width = max(table.width, len(self._cells))
            table.height = self._row + self._repeats - 1
            self._take(table, self._row, self._repeats, self._cells)

    # -- cells ------------------------------------------------------------------------------

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        times = _times(attributes, "table:number-columns-repeated")
        place = len(self._cells) + self._blanks + 1
        self._note_span(attributes, place)
        content = ""
        if self._is_read and attributes["tag"] == "table-cell":
            content = self._content(attributes, place)
        if content == "":
            self._blanks += times
            return
        self._cells.extend([""] * self._blanks)
        self._cells.extend([content] * min(times, _WIDEST))
        self._blanks = 0

    def _note_span(self, attributes: dict[str, str], place: int) -> None:
        if _SPANS.isdisjoint(attributes):
            return
        rows = _times(attributes, "table:number-rows-spanned")
        columns = _times(attributes, "table:number-columns-spanned")
        if self._table and (rows > 1 or columns > 1):
            bottom, right = self._row + rows - 1, place + columns - 1
            self._table.facts.merges.append(Area(self._row, place, bottom, right))

    def _content(self, attributes: dict[str, str], place: int) -> Any:
        """Return what a cell holds."""
        formula = attributes.get("table:formula")
        if formula is None and self._paragraphs and attributes.get(_KIND) == "string":
            if attributes.get(_OTHER_KIND, "string") == "string":  # as most cells are
                return "".join(self._texts)
        elif formula is None and not self._texts and _KIND not in attributes:
            return ""
        if formula and self._table:
            note_formula(formula, self._table.facts)
        return cell_value(
            attributes,
            "".join(self._texts),
            partial(self._shape, attributes, place),
            has_paragraphs=self._paragraphs > 0,
        )

    def _shape(self, attributes: dict[str, str], place: int) -> NumberFormat:
        """Return the number format of a cell: its own, its row's, else its column's."""
        style = attributes.get("table:style-name") or self._row_style
        if not style:
            style = next((name for last, name in self._column_styles if place <= last), "")
        return self._formats.get(style, GENERAL)


@cache
def _parts(name: str) -> tuple[str, str]:
    """Return the prefix of the name of a tag, and the rest: there are few, and many tags."""
    prefix, _, tag = name.rpartition(":")
    return prefix, tag


def _times(attributes: Mapping[str, str], name: str) -> int:
    written = attributes.get(name)
    if written is None:
        return 1
    return max(int(written), 1) if written.isdecimal() else 1


def go_through(reader: OdsReader, pieces: Iterator[bytes]) -> Iterator[None]:
    """Take a document in, and pause after each of its pieces.

    Raises:
        ValueError: it is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    for _ in parsed(parser, pieces):
        yield
