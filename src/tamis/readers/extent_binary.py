"""How far the sheets of XLSB reach ([MS-XLSB], sections 2.1.4 and 2.4)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Final

from tamis.readers.extent_xml import Glance

_ROW: Final = 0
#: Numbers of the records of cells that hold something (BrtCellRk to BrtFmlaError).
_CELLS: Final = frozenset(range(2, 12))
_SHEET_BEGINS: Final = 145
_SHEET_ENDS: Final = 146
#: The bit that says that a number goes on.
_MORE: Final = 0x80
#: What a record's number and size take at most, and what is looked at after them.
_HEAD: Final = 6
_LOOKED: Final = 9
#: The name of a sheet, and of what leads to it (section 2.4.304).
_BUNDLE: Final = 156


def glance(pieces: Iterator[bytes], cells: int) -> Glance:  # noqa: ARG001 the same verb for all
    """Return that a member, read to its end, may be a sheet of too many cells: any may."""
    deque(pieces, maxlen=0)
    return Glance(doubtful=True, odd=True)


def extents(pieces: Iterator[bytes]) -> Iterator[tuple[int, int]]:
    """Give the last row and the last column, from 1, of the cells that hold something."""
    within, row, rows, columns = False, 0, 0, 0
    for number, start in binary_records(pieces):
        if number in {_SHEET_BEGINS, _SHEET_ENDS}:
            within = number == _SHEET_BEGINS
            yield rows, columns
        elif within and number == _ROW:
            row = 1 + int.from_bytes(start[:4], "little")
        elif within and number in _CELLS:
            rows, columns = max(rows, row), max(columns, 1 + int.from_bytes(start[:4], "little"))
    yield rows, columns


def sheet_links(book: bytes) -> Iterator[tuple[str, str]]:
    """Give the name of each sheet of a workbook, and of the relation that leads to it."""
    for number, start in binary_records(iter([book]), len(book)):
        if number == _BUNDLE:
            relation, at = wide_text(start, 8)
            yield wide_text(start, at)[0], relation


def wide_text(data: bytes, at: int) -> tuple[str, int]:
    """Return a text that its length stands before, and where it ends."""
    end = at + 4 + 2 * int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def binary_records(pieces: Iterator[bytes], looked: int = _LOOKED) -> Iterator[tuple[int, bytes]]:
    """Give the number of each record and the first bytes of what it holds."""
    rest, at = b"", 0
    for piece in chain(pieces, [bytes(_HEAD + looked)]):  # the last record is looked at as well
        rest, at = rest[at:] + piece, max(0, at - len(rest))
        while at + _HEAD + looked <= len(rest):
            number, at = _varying(rest, at, 2)
            size, at = _varying(rest, at, 4)
            yield number, rest[at : at + min(size, looked)]
            at += size


def _varying(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of 7 bits a byte, the lowest first, and where it ends."""
    number = 0
    for place in range(most):
        byte = data[at + place]
        number |= (byte & ~_MORE) << (7 * place)
        if not byte & _MORE:
            return number, at + place + 1
    return number, at + most
