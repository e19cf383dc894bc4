"""What the workbook part of XLSB says of its formulas, and its tables ([MS-XLSB], section 2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from
from typing import Final

from tamis.readers.extent_binary import binary_records
from tamis.readers.workbook.binary_formulas import Calls, Links, calls

_PROPERTIES: Final = 153
_CALCULATION: Final = 157
_SHEETS: Final = 362
_EXTERNAL: Final = 355
_BOOKS: Final = frozenset({355, 357, 358, 667})
_TABLE: Final = 343
#: Where the size of the tokens stands in cells that are formulas, after the value of each kind.
_TEXT_CELL: Final = 8
_SIZE_AT: Final = {9: 18, 10: 11, 11: 11, 426: 17, 427: 16}
_IS_LATER: Final = 0x01


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsbBook:
    """What a workbook says of itself.

    Attributes:
        is_1904: whether days are counted from 1904.
        is_computed_later: whether its formulas are computed when it is opened.
        links: what its formulas may speak of.
    """

    is_1904: bool
    is_computed_later: bool
    links: Links


def read_book(part: bytes) -> XlsbBook:
    """Return what a workbook says of itself (sections 2.4.323, 2.4.326, 2.4.677 and 2.4.822)."""
    is_1904 = is_later = False
    external, books, sheets = set[int](), -1, list[int]()
    for number, data in binary_records(iter([part]), len(part)):
        if number == _PROPERTIES and data:
            is_1904 = bool(data[0] & 1)
        elif number == _CALCULATION and len(data) >= 26:  # noqa: PLR2004 where the options stand
            is_later = bool(data[24] & _IS_LATER)
        elif number in _BOOKS:
            books += 1
            if number == _EXTERNAL:
                external.add(books)
        elif number == _SHEETS and len(data) >= 4:  # noqa: PLR2004 how many there are
            count = min(int.from_bytes(data[:4], "little"), (len(data) - 4) // 12)
            sheets = [unpack_from("<I", data, 4 + 12 * place)[0] for place in range(count)]
    places = frozenset(place for place, book in enumerate(sheets) if book in external)
    return XlsbBook(is_1904=is_1904, is_computed_later=is_later, links=Links(external=places))


def formula_calls(number: int, data: bytes, links: Links) -> Calls | None:
    """Return what the formula of a record calls, None where it has none."""
    place = _SIZE_AT.get(number)
    if number == _TEXT_CELL and len(data) >= 12:  # noqa: PLR2004 a place, the size of a text
        place = 12 + 2 * int.from_bytes(data[8:12], "little") + 2
    if place is None or len(data) < place + 4:
        return None
    size = int.from_bytes(data[place : place + 4], "little")
    return calls(data[place + 4 : place + 4 + size], links, is_xlsb=True)


def total_row(part: bytes) -> Iterator[int]:
    """Give the row of totals of a table, if it has one (section 2.4.116)."""
    for number, data in binary_records(iter([part]), len(part)):
        if number == _TABLE and len(data) >= 32:  # noqa: PLR2004 where it stands, and its rows
            _, bottom = unpack_from("<II", data)
            if unpack_from("<I", data, 28)[0]:
                yield bottom + 1
