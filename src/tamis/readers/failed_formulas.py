"""Cells of a workbook whose formula fails, with what they show: calamine takes them for empty."""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import join, normpath
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from tamis.readers import extent_binary, extent_ole
from tamis.readers.extent_xml import Places, parsed, pieces

#: How many cells that are the same are put in one after the other.
_REPEATED: Final = 5_000
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


#: What cells show, by row and by column, both from 1.
Shown = Mapping[int, Mapping[int, str]]


def failed(path: Path, kind: str, sheet: str) -> Shown:
    """Return what is shown by the cells of a sheet whose formula fails.

    Args:
        path: a workbook whose sheets are known to be within the limits.
        kind: xlsx, xlsb, ods or xls.
        sheet: the name of the sheet.
    """
    if kind == "xls":
        return extent_ole.failed(path, sheet)
    with zipfile.ZipFile(path) as archive:
        member = "content.xml" if kind == "ods" else _member(archive, kind, sheet)
        if member not in archive.namelist():
            return {}
        with archive.open(member) as file:
            if kind == "xlsb":
                return extent_binary.failed(pieces(file))
            return _gone_through(pieces(file), _OpenErrors(sheet) if kind == "ods" else _Errors())


def _gone_through(coming: Iterator[bytes], errors: _Errors | _OpenErrors) -> Shown:
    parser = expat.ParserCreate()
    parser.StartElementHandler = errors.start
    parser.CharacterDataHandler = errors.text
    parser.EndElementHandler = errors.end
    deque(parsed(parser, coming), maxlen=0)
    return errors.found


def _member(archive: zipfile.ZipFile, kind: str, sheet: str) -> str:
    """Return the member that holds a sheet (ECMA-376 part 1, sections 12.3.23 and 18.2.19)."""
    book = "xl/workbook.bin" if kind == "xlsb" else "xl/workbook.xml"
    relations = f"xl/_rels/{book.removeprefix('xl/')}.rels"
    if not {book, relations} <= set(archive.namelist()):
        return ""
    content = archive.read(book)
    named = dict(extent_binary.links(content) if kind == "xlsb" else _links(content))
    links = ET.fromstring(archive.read(relations))  # noqa: S314 expat bounds what it expands
    targets = {one.get("Id"): one.get("Target", "") for one in links.iter() if one.get("Id")}
    return normpath(join("/xl", targets.get(named.get(sheet), ""))).lstrip("/")


def _links(content: bytes) -> Iterator[tuple[str, str]]:
    """Give the name of each sheet of a workbook, and of the relation that leads to it."""
    book = ET.fromstring(content)  # noqa: S314 expat bounds what it expands
    for one in book.iter():
        if one.tag.endswith("}sheet"):
            yield one.get("name", ""), one.get(_RELATION, "")


class _Errors(Places):
    """What cells of errors show, as a sheet is gone through."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, dict[int, str]] = {}
        self._failed = self._shown = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a tag in."""
        tag = self.moved(name, attributes)
        if tag == "c":
            self._failed = attributes.get("t") == "e"
        self._shown = self._failed and tag == "v"

    def text(self, data: str) -> None:
        """Take a part of a text in."""
        if self._shown:
            row = self.found.setdefault(self.row, {})
            row[self.column] = row.get(self.column, "") + data

    def end(self, _: str) -> None:
        """Take the end of a tag in."""
        self._shown = False


class _OpenErrors:
    """What cells of errors show, as the tables of an ODS are gone through (ODF 1.3, part 3, 9.1).

    Args:
        sheet: the name of the table that is looked at.
    """

    def __init__(self, sheet: str) -> None:
        self.found: dict[int, dict[int, str]] = {}
        self._sheet, self._here = sheet, False
        self._row = self._column = 0
        self._next_row = self._next_column = 1
        self._failed = self._shown = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a tag in."""
        tag = name.rpartition(":")[2]
        if tag == "table":
            self._here = attributes.get("table:name") == self._sheet
            self._next_row = 1
        elif tag == "table-row":
            self._row, self._next_column = self._next_row, 1
            self._next_row += _times(attributes, "table:number-rows-repeated")
        elif tag in {"table-cell", "covered-table-cell"}:
            self._column = self._next_column
            self._next_column += _times(attributes, "table:number-columns-repeated")
            self._failed = self._here and attributes.get("calcext:value-type") == "error"
        self._shown = self._failed and tag == "p"

    def text(self, data: str) -> None:
        """Take a part of a text in; cells repeated to the right all show it, rows but once."""
        if self._shown:
            row = self.found.setdefault(self._row, {})
            for column in range(self._column, min(self._next_column, self._column + _REPEATED)):
                row[column] = row.get(column, "") + data

    def end(self, _: str) -> None:
        """Take the end of a tag in."""
        self._shown = False


def _times(attributes: dict[str, str], name: str) -> int:
    told = attributes.get(name, "1")
    return int(told) if told.isdecimal() else 1
