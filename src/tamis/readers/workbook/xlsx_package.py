"""The parts of an XLSX package that say how its sheets are read (ECMA-376 part 1, section 18)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath
from xml.etree import ElementTree as ET

from tamis.readers.workbook.number_format import GENERAL, NumberFormat
from tamis.readers.workbook.number_format_code import BUILT_IN, parse_format
from tamis.readers.workbook.place import area

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, kw_only=True)
class XlsxPackage:
    """An XLSX archive that is known to be within the limits."""

    archive: zipfile.ZipFile

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The members, by their names in lower case: some writers are lax about it."""
        return {name.lower().lstrip("/"): name for name in self.archive.namelist()}

    @cached_property
    def book(self) -> str:
        """The member that is the workbook."""
        links = self.links("")
        return next((at for kind, at in links.values() if kind == "officeDocument"), "")

    def part(self, kind: str) -> str:
        """Return the member of a kind that the workbook refers to, "" where there is none."""
        links = self.links(self.book).values()
        return next((at for name, at in links if name == kind), "")

    def read(self, member: str) -> bytes:
        """Return what a member holds, nothing where there is no such member."""
        name = self.names.get(member.lower())
        return self.archive.read(name) if name else b""

    def links(self, member: str) -> dict[str, tuple[str, str]]:
        """Return what a member refers to: the kind and the member, by the name of the relation."""
        folder, name = dirname(member), member.rpartition("/")[2]
        found = {}
        for link in _elements(self.read(join(folder, "_rels", f"{name}.rels"))):
            target = link.get("Target", "")
            if link.get("Id") and link.get("TargetMode") != "External":
                place = normpath(join("/", folder, target)).lstrip("/")
                found[link.get("Id", "")] = link.get("Type", "").rpartition("/")[2], place
        return found

    @cached_property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904."""
        properties = (e for e in _elements(self.read(self.book)) if _tag(e) == "workbookPr")
        return any(e.get("date1904", "").lower() in {"1", "true", "on"} for e in properties)

    @cached_property
    def is_computed_later(self) -> bool:
        """Whether formulas are computed when it is opened: a program has written 0 for each.

        Libraries that write workbooks say so (``fullCalcOnLoad``, section 18.2.2).
        """
        properties = (e for e in _elements(self.read(self.book)) if _tag(e) == "calcPr")
        return any(e.get("fullCalcOnLoad", "").lower() in {"1", "true"} for e in properties)

    def sheet(self, name: str) -> str:
        """Return the member that holds a sheet, "" where there is none."""
        links = self.links(self.book)
        for element in _elements(self.read(self.book)):
            if _tag(element) == "sheet" and element.get("name") == name:
                relation = element.get(_RELATION) or element.get(_STRICT) or ""
                return links.get(relation, ("", ""))[1]
        return ""

    @cached_property
    def formats(self) -> tuple[NumberFormat, ...]:
        """The number formats of the styles of cells, in order."""
        styles = self.part("styles")
        root = _parsed(self.read(styles)) if styles else None
        if root is None:
            return ()
        written = {
            element.get("numFmtId"): element.get("formatCode", "")
            for element in root.iter()
            if _tag(element) == "numFmt"
        }
        listed = (element for element in root if _tag(element) == "cellXfs")
        return tuple(_format(xf.get("numFmtId", "0"), written) for xfs in listed for xf in xfs)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The texts that cells share, without what says how to pronounce them."""
        shared = self.part("sharedStrings")
        return tuple(rich_text(item) for item in _elements(self.read(shared)) if _tag(item) == "si")

    def total_rows(self, sheet: str) -> Iterator[int]:
        """Give the row of totals of each table of a sheet that has one (section 18.5.1.2)."""
        for kind, member in self.links(sheet).values():
            root = _parsed(self.read(member)) if kind == "table" else None
            if root is None:
                continue
            covered = area(root.get("ref", ""))
            if covered and root.get("totalsRowCount", "0") not in {"0", ""}:
                yield covered.bottom


def _format(number: str, written: Mapping[str | None, str]) -> NumberFormat:
    code = written.get(number)
    if code is None:
        code = BUILT_IN.get(int(number) if number.isdecimal() else 0, "")
    return parse_format(code) if code else GENERAL


def rich_text(item: ET.Element) -> str:
    """Return the text of a shared or an inline string, runs joined (section 18.4.8)."""
    parts = []
    for child in item:
        if _tag(child) == "t":
            parts.append(child.text or "")
        elif _tag(child) == "r":
            parts.extend(part.text or "" for part in child if _tag(part) == "t")
    return "".join(parts)


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _elements(content: bytes) -> Iterator[ET.Element]:
    root = _parsed(content)
    return iter(()) if root is None else root.iter()


def _parsed(content: bytes) -> ET.Element | None:
    return ET.fromstring(content) if content else None  # noqa: S314 expat bounds what it expands
