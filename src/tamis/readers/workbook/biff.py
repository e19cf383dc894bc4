"""What calamine leaves out of XLS: number formats, errors, facts ([MS-XLS], section 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from struct import unpack_from
from typing import Final

from tamis.readers.extent_ole import SHOWN, error_code, named_sheets, records, workbook_stream
from tamis.readers.workbook.biff_formulas import (
    UNSPELT,
    BookLinks,
    Left,
    book_links,
    formula_tokens,
    leaves_formulas,
    value_left,
)
from tamis.readers.workbook.binary_formulas import calls
from tamis.readers.workbook.cell import Special, Uncomputed
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.number_format import GENERAL, NumberFormat
from tamis.readers.workbook.number_format_code import BUILT_IN, parse_format
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.plain_durations import has_durations, plain_xls
from tamis.readers.workbook.sheet import Sheet
from tamis.readers.workbook.styles import Styles
from tamis.readers.workbook.xlsx_cells import Placed
from tamis.sources.local import LocalFile

_ENDS: Final = 0x000A
_DATE_1904: Final = 0x0022
_XF: Final = 0x00E0
_FORMAT: Final = 0x041E
_BIFF5: Final = 0x0500
_BEGINS: Final = 0x0809
_NUMBER: Final = 0x0203
_RK: Final = 0x027E
_SEVERAL: Final = 0x00BD
_FORMULA: Final = 0x0006
_ROW: Final = 0x0208
_COLUMNS: Final = 0x007D
_FILTERED: Final = 0x009B
#: A table of a sheet, and whether it has a row of totals (sections 2.4.113 and 2.5.266).
_LISTS: Final = frozenset({0x0872, 0x0878})
_LIST_SIZE: Final = 51


def rk_number(value: int) -> float:
    """Return a number that is packed in four bytes (section 2.5.217).

    >>> rk_number(0x3FF00000), rk_number(4 * 1001 + 2), rk_number(4 * 150 + 3)
    (1.0, 1001.0, 1.5)
    """
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value & 0x80000000 else 0))
    else:
        (number,) = unpack_from("<d", b"\0\0\0\0" + (value & 0xFFFFFFFC).to_bytes(4, "little"))
    return number / 100 if value & 1 else number


@dataclass(frozen=True, kw_only=True)
class XlsExtras:
    """What calamine leaves out of an XLS workbook that is known to be within the limits."""

    local: LocalFile

    @cached_property
    def _data(self) -> bytes:
        return workbook_stream(self.local.path)

    @cached_property
    def _links(self) -> BookLinks:
        return book_links(self._data)

    @cached_property
    def _is_computed_later(self) -> bool:
        """Whether programs have left 0 for formulas, to be computed at the next opening."""
        return leaves_formulas(self._data)

    @cached_property
    def _styles(self) -> Styles:
        codes, styles, is_1904, version = dict[int, str](), list[int](), False, 0
        for kind, at, size in records(self._data, 0):
            if kind == _ENDS:
                break
            if kind == _BEGINS and size >= 2:  # noqa: PLR2004 a version
                (version,) = unpack_from("<H", self._data, at)
            elif kind == _DATE_1904:
                is_1904 = bool(self._data[at])
            elif kind == _XF:
                styles.append(unpack_from("<H", self._data, at + 2)[0])
            elif kind == _FORMAT:
                (number,) = unpack_from("<H", self._data, at)
                codes[number] = _code(self._data[at + 2 : at + size], version)
        return Styles(formats=[_format(style, codes) for style in styles], is_1904=is_1904)

    def specials(self, name: str) -> Callable[[SheetFacts], Iterator[Placed]]:
        """Return what gives the special cells of a sheet."""
        begins = next((at for sheet, at in named_sheets(self._data) if sheet == name), None)

        def give(facts: SheetFacts) -> Iterator[Placed]:
            for kind, at, size in records(self._data, begins or len(self._data)):
                if kind == _ENDS:
                    break
                yield from self._cells(kind, at, size)
                _note(self._data, kind, at, size, facts)
                self._note_formula(kind, at, size, facts)

        return give

    def merges(self, name: str) -> tuple[Area, ...]:  # noqa: ARG002 calamine gives them
        """Return nothing."""
        return ()

    def plain_copy(self) -> BytesIO | None:
        """Return a copy without the formats of durations, None where there are none."""
        formats = self._styles.formats
        return plain_xls(self.local.path, formats) if has_durations(formats) else None

    def whole(self, name: str, *, is_refused: bool) -> Sheet | None:  # noqa: ARG002
        """Return nothing: who cannot read a sheet of XLS refuses it."""
        return None

    def _note_formula(self, kind: int, at: int, size: int, facts: SheetFacts) -> None:
        formula = formula_tokens(self._data, kind, at, size)
        if formula:
            called = calls(formula, self._links.links, is_xlsb=False)
            facts.volatile += called.is_volatile
            facts.external += called.is_external

    def _cells(self, kind: int, at: int, size: int) -> Iterator[Placed]:
        """Give the special cells of a record."""
        data = self._data
        code = error_code(data, kind, at, size)
        if kind == _FORMULA and self._is_uncomputed(at, size):
            row, column = unpack_from("<HH", data, at)
            yield Placed(row + 1, column + 1, Uncomputed(UNSPELT))
        elif code is not None:
            row, column = unpack_from("<HH", data, at)
            if code in SHOWN:
                yield Placed(row + 1, column + 1, SHOWN[code])
        elif kind == _SEVERAL and size >= 6:  # noqa: PLR2004 a row and two columns
            row, first = unpack_from("<HH", data, at)
            for index in range((size - 6) // 6):
                style, packed = unpack_from("<HI", data, at + 4 + 6 * index)
                yield from self._number(row, first + index, style, rk_number(packed))
        elif kind in {_NUMBER, _FORMULA} and size >= 14:  # noqa: PLR2004 a place, a number
            row, column, style = unpack_from("<HHH", data, at)
            if kind == _NUMBER or data[at + 12 : at + 14] != b"\xff\xff":
                yield from self._number(row, column, style, unpack_from("<d", data, at + 6)[0])
        elif kind == _RK and size >= 10:  # noqa: PLR2004 a place, a packed number
            row, column, style, packed = unpack_from("<HHHI", data, at)
            yield from self._number(row, column, style, rk_number(packed))

    def _is_uncomputed(self, at: int, size: int) -> bool:
        value = value_left(self._data, at, size)
        if value is Left.NOTHING:
            return not self._links.is_by_office
        return value is Left.ZERO and self._is_computed_later

    def _number(self, row: int, column: int, style: int, number: float) -> Iterator[Placed]:
        content: Special | None = self._styles.special_number(style, number)
        if content is not None:
            yield Placed(row + 1, column + 1, content)


def _code(data: bytes, version: int) -> str:
    """Return the code of a number format (section 2.4.126)."""
    if version <= _BIFF5:
        return data[1 : 1 + data[0]].decode("latin-1", "replace")
    size, is_wide = unpack_from("<HB", data)
    text = data[3 : 3 + size * (2 if is_wide & 1 else 1)]
    return text.decode("utf-16-le" if is_wide & 1 else "latin-1", "replace")


def _format(number: int, codes: Mapping[int, str]) -> NumberFormat:
    code = codes.get(number) or BUILT_IN.get(number, "")
    return parse_format(code) if code else GENERAL


def _note(data: bytes, kind: int, at: int, size: int, facts: SheetFacts) -> None:
    """Note what is hidden: rows (section 2.4.221), columns (section 2.4.53), a filter."""
    if kind == _ROW and size >= 14:  # noqa: PLR2004 where the options stand
        (row,) = unpack_from("<H", data, at)
        if data[at + 12] & 0x20:
            facts.hidden_rows.append(row + 1)
    elif kind == _COLUMNS and size >= 10:  # noqa: PLR2004 where the options stand
        first, last, _, _, options = unpack_from("<HHHHH", data, at)
        if options & 1:
            facts.hidden_columns.extend(range(first + 1, min(last, 255) + 2))
    elif kind == _FILTERED:
        facts.is_filtered = True
    elif kind in _LISTS and size >= _LIST_SIZE:
        (bottom,) = unpack_from("<H", data, at + 29)
        if unpack_from("<I", data, at + 47)[0]:
            facts.total_rows.append(bottom + 1)
