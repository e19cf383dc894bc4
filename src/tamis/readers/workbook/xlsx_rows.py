"""An XLSX sheet read element by element: what calamine refuses, or patterns do not see through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.parsers import expat

from tamis.readers.extent_xml import Places, parsed
from tamis.readers.workbook.cell import Unreadable
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.iso import iso_moment
from tamis.readers.workbook.styles import Styles
from tamis.readers.workbook.xlsx_cells import (
    note_columns,
    note_formula,
    note_merge,
    special_content,
)


def all_cells(
    pieces: Iterator[bytes], styles: Styles, texts: Sequence[str], facts: SheetFacts
) -> Iterator[tuple[int, int, Any]]:
    """Give every cell of a sheet that holds something: its row and its column, from 1.

    Args:
        pieces: the sheet.
        styles: the number formats, all of them looked at (`is_whole`).
        texts: the texts that cells share.
        facts: filled in.

    Raises:
        ValueError: the sheet is not well-formed.
    """
    reader = _Reader(styles, texts, facts)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    for _ in parsed(parser, pieces):
        yield from reader.cells
        reader.cells.clear()
    yield from reader.cells


class _Reader(Places):
    """Cells, as a sheet is gone through."""

    def __init__(self, styles: Styles, texts: Sequence[str], facts: SheetFacts) -> None:
        super().__init__()
        self.cells: list[tuple[int, int, Any]] = []
        self._styles, self._texts, self._facts = styles, texts, facts
        self._kind, self._style = "", 0
        self._parts: dict[str, list[str]] = {}
        self._into: list[str] | None = None
        self._is_sound = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a tag in."""
        tag = self.moved(name, attributes)
        if tag == "c":
            style = attributes.get("s", "0")
            self._kind, self._style = (
                attributes.get("t", ""),
                int(style) if style.isdecimal() else 0,
            )
            self._parts = {}
        elif tag in {"v", "f"} or (tag == "t" and not self._is_sound):
            self._into = self._parts.setdefault(tag, [])
        elif tag == "rPh":
            self._is_sound = True
        else:
            self._note(tag, attributes)

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row" and attributes.get("hidden") in {"1", "true"}:
            self._facts.hidden_rows.append(self.row)
        elif tag == "col":
            note_columns(attributes, self._facts)
        elif tag == "mergeCell":
            note_merge(attributes.get("ref", ""), self._facts)
        elif tag == "autoFilter":
            self._facts.is_filtered = True

    def text(self, data: str) -> None:
        """Take a part of a text in."""
        if self._into is not None:
            self._into.append(data)

    def end(self, name: str) -> None:
        """Take the end of a tag in."""
        tag = name.rpartition(":")[2]
        if tag == "rPh":
            self._is_sound = False
        elif tag in {"v", "f", "t"}:
            self._into = None
        elif tag == "c" and self._parts:
            self._take()

    def _take(self) -> None:
        formula = self._joined("f") if "f" in self._parts else None
        if formula:
            note_formula(formula, self._facts)
        content = self._content(self._joined("v"), formula)
        if content not in ("", None):
            self.cells.append((self.row, self.column, content))

    def _joined(self, tag: str) -> str:
        return "".join(self._parts.get(tag, ()))

    def _content(self, value: str, formula: str | None) -> Any:
        special = special_content(
            kind=self._kind, style=self._style, value=value, formula=formula, styles=self._styles
        )
        if special is not None:
            return special
        if self._kind == "s":
            at = int(value) if value.isdecimal() else len(self._texts)
            return self._texts[at] if at < len(self._texts) else Unreadable(value)
        if self._kind == "inlineStr":
            return self._joined("t")
        if self._kind == "b":
            return value.strip().lower() in {"1", "true"}
        if self._kind == "d":
            return iso_moment(value) or value
        return _number(value) if self._kind in {"", "n"} else value


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value
