"""Formulas of XLS: what is saved of their values, and what they speak of ([MS-XLS] section 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from struct import unpack_from
from typing import Final

from tamis.readers.extent_ole import records
from tamis.readers.workbook.binary_formulas import Links

_ENDS: Final = 0x000A
_SHEETS: Final = 0x0017
_NAME: Final = 0x0023
_BOOK: Final = 0x01AE
#: Spreadsheets write which of them has computed the values; libraries that write formulas do not.
_COMPUTED_BY: Final = 0x01C1
_FORMULA: Final = 0x0006
#: Where the size of the tokens stands in the records of a formula, a shared one and an array.
_SIZE_AT: Final = {0x0006: 20, 0x04BC: 8, 0x0221: 12}
_OWN, _ADD_IN = 0x0401, 0x3A01
_IS_LATER: Final = 0x02
#: What is told of a formula that the file does not spell out.
UNSPELT: Final = "=…"


class Left(Enum):
    """What stands in the place of the value of a formula."""

    VALUE = auto()
    NOTHING = auto()
    ZERO = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLinks:
    """What formulas of a workbook may speak of, and whether a spreadsheet has computed them."""

    links: Links
    is_by_office: bool


def book_links(data: bytes) -> BookLinks:
    """Return what formulas may speak of (sections 2.4.105 to 2.4.107, 2.4.271)."""
    external, volatile, books, sheets = set[int](), set[tuple[int, int]](), -1, list[int]()
    names, is_by_office = 0, False
    for kind, at, size in records(data, 0):
        if kind == _ENDS:
            break
        if kind == _BOOK and size >= 4:  # noqa: PLR2004 how many sheets, and what it is
            books, names = books + 1, 0
            if unpack_from("<H", data, at + 2)[0] not in {_OWN, _ADD_IN}:
                external.add(books)
        elif kind == _NAME and size > 8:  # noqa: PLR2004 what stands before the letters
            names += 1
            if b"RANDBETWEEN" in data[at : at + size].upper():
                volatile.add((books, names))
        elif kind == _SHEETS and size >= 2:  # noqa: PLR2004 how many there are
            (count,) = unpack_from("<H", data, at)
            count = min(count, (size - 2) // 6)
            sheets = [unpack_from("<H", data, at + 2 + 6 * place)[0] for place in range(count)]
        is_by_office = is_by_office or kind == _COMPUTED_BY
    places = range(len(sheets))
    return BookLinks(
        links=Links(
            external=frozenset(place for place in places if sheets[place] in external),
            volatile=frozenset(
                (place, name)
                for place in places
                for book, name in volatile
                if book == sheets[place]
            ),
        ),
        is_by_office=is_by_office,
    )


def formula_tokens(data: bytes, kind: int, at: int, size: int) -> bytes:
    """Return the tokens of the formula of a record, nothing where it has none."""
    place = _SIZE_AT.get(kind)
    if place is None or size < place + 2:
        return b""
    (length,) = unpack_from("<H", data, at + place)
    return data[at + place + 2 : at + min(place + 2 + length, size)]


def value_left(data: bytes, at: int, size: int) -> Left:
    """Return what a record of a formula has for a value (section 2.5.133)."""
    if size < 16:  # noqa: PLR2004 a place, a value, what is to be done
        return Left.VALUE
    if data[at + 12 : at + 14] == b"\xff\xff":
        return Left.NOTHING if data[at + 6] == 3 else Left.VALUE  # noqa: PLR2004 an empty text
    is_later = data[at + 14] & _IS_LATER
    return Left.ZERO if is_later and not any(data[at + 6 : at + 14]) else Left.VALUE


def leaves_formulas(data: bytes) -> bool:
    """Whether all formulas that are to be computed at the next opening have 0 for a value."""
    later = [
        value_left(data, at, size)
        for kind, at, size in records(data, 0)
        if kind == _FORMULA and size >= 16 and data[at + 14] & _IS_LATER  # noqa: PLR2004
    ]
    return bool(later) and Left.VALUE not in later
