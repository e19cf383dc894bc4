"""What calamine leaves out of XLSB: number formats, errors, facts ([MS-XLSB], section 2.4)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from struct import unpack_from
from typing import Final

from tamis.readers.extent_binary import binary_records, sheet_links, wide_text
from tamis.readers.extent_ole import SHOWN
from tamis.readers.extent_xml import pieces
from tamis.readers.workbook.biff import rk_number
from tamis.readers.workbook.biff_formulas import UNSPELT
from tamis.readers.workbook.cell import Special, Uncomputed
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.number_format import GENERAL, NumberFormat
from tamis.readers.workbook.number_format_code import BUILT_IN, parse_format
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.plain_durations import has_durations, plain_xlsb
from tamis.readers.workbook.sheet import Sheet
from tamis.readers.workbook.styles import Styles
from tamis.readers.workbook.xlsb_book import XlsbBook, formula_calls, read_book, total_row
from tamis.readers.workbook.xlsx_cells import Placed
from tamis.readers.workbook.xlsx_package import XlsxPackage
from tamis.sources.local import LocalFile

_ROW: Final = 0
_RK: Final = 2
_ERRORS: Final = frozenset({3, 11})
_FORMULA: Final = 9
_NUMBERS: Final = frozenset({5, _FORMULA})
_FORMAT: Final = 44
_XF: Final = 47
_COLUMN: Final = 60
_FILTER: Final = 161
_MERGE: Final = 176
_XFS_BEGIN: Final = 617
_XFS_END: Final = 618
#: How many bytes of a record are looked at.
_LOOKED: Final = 600


@dataclass(frozen=True, kw_only=True)
class XlsbExtras:
    """What calamine leaves out of an XLSB workbook that is known to be within the limits."""

    local: LocalFile

    @cached_property
    def _styles(self) -> Styles:
        with zipfile.ZipFile(self.local.path) as archive:
            package = XlsxPackage(archive=archive)
            member = package.part("styles")
            formats = tuple(_formats(package.read(member))) if member else ()
            return Styles(formats=formats, is_1904=self._book.is_1904)

    @cached_property
    def _book(self) -> XlsbBook:
        with zipfile.ZipFile(self.local.path) as archive:
            package = XlsxPackage(archive=archive)
            return read_book(package.read(package.book))

    def plain_copy(self) -> BytesIO | None:
        """Return a copy without the formats of durations, None where there are none."""
        formats = self._styles.formats
        if not has_durations(formats):
            return None
        with zipfile.ZipFile(self.local.path) as archive:
            package = XlsxPackage(archive=archive)
            stored = package.names.get(package.part("styles").lower(), "")
        return plain_xlsb(self.local.path, stored, formats)

    def specials(self, name: str) -> Callable[[SheetFacts], Iterator[Placed]]:
        """Return what gives the special cells of a sheet."""
        stored, totals = self._member(name)

        def give(facts: SheetFacts) -> Iterator[Placed]:
            facts.total_rows.extend(totals)
            if not stored:
                return
            with zipfile.ZipFile(self.local.path) as archive, archive.open(stored) as file:
                yield from self._cells(pieces(file), facts)

        return give

    def merges(self, name: str) -> tuple[Area, ...]:
        """Return the merged cells of a sheet, which stand after all of its cells."""
        stored, _ = self._member(name)
        if not stored:
            return ()
        with zipfile.ZipFile(self.local.path) as archive, archive.open(stored) as file:
            records = binary_records(pieces(file), _LOOKED)
            return tuple(_area(data) for number, data in records if number == _MERGE)

    def _member(self, name: str) -> tuple[str, list[int]]:
        """Return the member that holds a sheet, "" where there is none, and its rows of totals."""
        with zipfile.ZipFile(self.local.path) as archive:
            package = XlsxPackage(archive=archive)
            relation = dict(sheet_links(package.read(package.book))).get(name, "")
            member = package.links(package.book).get(relation, ("", ""))[1]
            tables = [at for kind, at in package.links(member).values() if kind == "table"]
            totals = [row for table in tables for row in total_row(package.read(table))]
            return package.names.get(member.lower(), ""), totals

    def whole(self, name: str, *, is_refused: bool) -> Sheet | None:  # noqa: ARG002
        """Return nothing: who cannot read a sheet of XLSB refuses it."""
        return None

    def _cells(self, coming: Iterator[bytes], facts: SheetFacts) -> Iterator[Placed]:
        row = 0
        for number, data in binary_records(coming, _LOOKED):
            if number == _ROW:
                row = 1 + int.from_bytes(data[:4], "little")
                if len(data) > 11 and data[11] & 0x10:  # noqa: PLR2004 where the options stand
                    facts.hidden_rows.append(row)
            elif number in _ERRORS and data[8:9] and data[8] in SHOWN:
                yield Placed(row, 1 + int.from_bytes(data[:4], "little"), SHOWN[data[8]])
            elif number == _RK or number in _NUMBERS:
                content = self._content(number, data)
                if content is not None:
                    yield Placed(row, 1 + int.from_bytes(data[:4], "little"), content)
            else:
                _note(number, data, facts)
            called = formula_calls(number, data, self._book.links)
            if called is not None:
                facts.volatile += called.is_volatile
                facts.external += called.is_external

    def _content(self, number: int, data: bytes) -> Special | None:
        """Return what a cell with a number shows, None where that is what calamine reads."""
        value = _value(number, data)
        if value is None:
            return None
        if number == _FORMULA and not value and self._book.is_computed_later:
            return Uncomputed(UNSPELT)
        return self._styles.special_number(int.from_bytes(data[4:7], "little"), value)


def _value(number: int, data: bytes) -> float | None:
    if number == _RK:
        return rk_number(int.from_bytes(data[8:12], "little")) if len(data) >= 12 else None  # noqa: PLR2004 a number
    return float(unpack_from("<d", data, 8)[0]) if len(data) >= 16 else None  # noqa: PLR2004 a number


def _note(number: int, data: bytes, facts: SheetFacts) -> None:
    """Note hidden columns and a filter (sections 2.4.323 and 2.4.1)."""
    if number == _COLUMN and len(data) >= 18:  # noqa: PLR2004 where the options stand
        first, last = unpack_from("<II", data)
        if data[16] & 1:
            facts.hidden_columns.extend(range(first + 1, min(last, 16_383) + 2))
    elif number == _FILTER:
        facts.is_filtered = True


def _area(data: bytes) -> Area:
    """Return merged cells (section 2.4.677)."""
    top, bottom, left, right = unpack_from("<IIII", data.ljust(16, b"\0"))
    return Area(top + 1, left + 1, bottom + 1, right + 1)


def _formats(styles: bytes) -> Iterator[NumberFormat]:
    """Give the number formats of the styles of cells (sections 2.4.697 and 2.4.820)."""
    codes, is_within = dict[int, str](), False
    for number, data in binary_records(iter([styles]), _LOOKED):
        if number == _FORMAT:
            codes[int.from_bytes(data[:2], "little")] = wide_text(data, 2)[0]
        elif number in {_XFS_BEGIN, _XFS_END}:
            is_within = number == _XFS_BEGIN
        elif number == _XF and is_within:
            identifier = int.from_bytes(data[2:4], "little")
            code = codes.get(identifier) or BUILT_IN.get(identifier, "")
            yield parse_format(code) if code else GENERAL
