"""What calamine leaves out of XLSX: number formats, errors that it does not know, facts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

from tamis.readers.extent_xml import Seen, pieces
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.number_format import Kind
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.sheet import Sheet, nothing_special
from tamis.readers.workbook.styles import Styles
from tamis.readers.workbook.xlsx_cells import Placed, special_cells
from tamis.readers.workbook.xlsx_package import XlsxPackage
from tamis.readers.workbook.xlsx_rows import all_cells
from tamis.sources.local import LocalFile

#: A number of days that no duration of Python's can count.
_ENDLESS: Final = r'"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>-?(?:[0-9]{9}|[0-9.]+[Ee]\+?[0-9]+)'


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsxExtras:
    """What calamine leaves out of an XLSX workbook.

    Attributes:
        local: the file.
        seen: what its members are at a glance.
    """

    local: LocalFile
    seen: Seen

    def specials(self, name: str) -> Callable[[SheetFacts], Iterator[Placed]]:
        """Return what gives the special cells of a sheet."""
        with zipfile.ZipFile(self.local.path) as archive:
            package = XlsxPackage(archive=archive)
            member, styles = package.sheet(name), _styles(package)
            totals = list(package.total_rows(member)) if member else []
            member = package.names.get(member.lower(), "")
        if not member or (styles.are_plain and member not in self.seen.odd and not totals):
            return nothing_special

        def give(facts: SheetFacts) -> Iterator[Placed]:
            facts.total_rows.extend(totals)
            with zipfile.ZipFile(self.local.path) as archive, archive.open(member) as file:
                yield from special_cells(
                    pieces(file), styles, facts, is_odd=member in self.seen.odd
                )

        return give

    def merges(self, name: str) -> tuple[Area, ...]:  # noqa: ARG002 calamine gives them
        """Return nothing."""
        return ()

    def plain_copy(self) -> BytesIO | None:
        """Return nothing: a sheet that calamine cannot give is read by itself (`whole`)."""
        return None

    def whole(self, name: str, *, is_refused: bool) -> Sheet | None:
        """Return a sheet with all that calamine cannot read, None where it can.

        Args:
            name: the name of the sheet.
            is_refused: whether calamine has refused it.
        """
        with zipfile.ZipFile(self.local.path) as archive:
            package = XlsxPackage(archive=archive)
            member, styles = package.sheet(name), _styles(package)
            stored = package.names.get(member.lower(), "")
            is_odd = not styles.are_plain or stored in self.seen.odd
            if not stored or not (
                is_refused
                or (stored in self.seen.irregular and is_odd)
                or _is_endless(archive, stored, styles)
            ):
                return None
            facts = SheetFacts(total_rows=list(package.total_rows(member)))
            with archive.open(stored) as file:
                cells = all_cells(
                    pieces(file), replace(styles, is_whole=True), package.texts, facts
                )
                return _filled(name, list(cells), facts)


def _styles(package: XlsxPackage) -> Styles:
    uncomputed = {"", "0"} if package.is_computed_later else {""}
    return Styles(
        formats=package.formats, is_1904=package.is_1904, uncomputed=frozenset(uncomputed)
    )


def _is_endless(archive: zipfile.ZipFile, member: str, styles: Styles) -> bool:
    """Whether a sheet may have durations that calamine cannot give."""
    lasting = [str(at) for at, shape in enumerate(styles.formats) if shape.kind is Kind.DURATION]
    if not lasting:
        return False
    pattern = re.compile(f' s="(?:{"|".join(lasting)}){_ENDLESS}'.encode())
    rest = b""
    with archive.open(member) as file:
        for piece in pieces(file):
            if pattern.search(rest + piece):
                return True
            rest = piece[-1000:]
    return False


def _filled(name: str, cells: list[tuple[int, int, Any]], facts: SheetFacts) -> Sheet:
    """Return a sheet of cells that are all known."""
    left = min((column for _, column, _ in cells), default=1) - 1
    width = max((column for _, column, _ in cells), default=left) - left
    by_row = dict[int, dict[int, Any]]()
    for row, column, content in cells:
        by_row.setdefault(row, {})[column - left - 1] = content

    def rows() -> Iterator[list[Any]]:
        for row in range(1, max(by_row, default=0) + 1):
            line: list[Any] = [""] * width
            for at, content in by_row.get(row, {}).items():
                line[at] = content
            yield line

    def placed(into: SheetFacts) -> Iterator[Placed]:
        into.take(facts)
        return iter(())

    merges = tuple(facts.merges)
    return Sheet(name=name, left=left, width=width, rows=rows, specials=placed, merges=merges)
