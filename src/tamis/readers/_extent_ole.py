"""How far the sheets of XLS reach ([MS-XLS], section 2.1.4, in a compound file)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from
from typing import Final

#: Records of a cell that holds something: its row and its column come first, from 0.
_CELLS: Final = frozenset(
    {0x0003, 0x0004, 0x0005, 0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406}
)
#: Several numbers in a row: the last column comes last.
_SEVERAL: Final = 0x00BD
_LOCKED: Final = 0x002F
_ENDS: Final = 0x000A
_STREAMS: Final = ("Workbook", "Book")


class LockedError(ValueError):
    """The workbook asks for a password."""


def extents(path: Path) -> Iterator[tuple[int, int]]:
    """Give the last row and the last column of each sheet, from 1.

    Raises:
        OSError: it is no compound file, or there is no workbook in it.
        LockedError: it asks for a password.
    """
    import olefile

    with olefile.OleFileIO(str(path)) as book:
        if book.exists("EncryptedPackage"):
            raise LockedError
        name = next((one for one in _STREAMS if book.exists(one)), _STREAMS[0])
        with book.openstream(name) as stream:
            data: bytes = stream.read()
    yield from _sheets(data)


def _sheets(data: bytes) -> Iterator[tuple[int, int]]:
    at, rows, columns = 0, 0, 0
    while at + 8 <= len(data):
        kind, size = unpack_from("<HH", data, at)
        if kind == _LOCKED:
            raise LockedError
        if kind == _ENDS:
            yield rows, columns
            rows = columns = 0
        elif kind in _CELLS or kind == _SEVERAL:
            row, column = unpack_from("<HH", data, at + 4)
            if kind == _SEVERAL and at + 4 + size <= len(data):
                (column,) = unpack_from("<H", data, at + 2 + size)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += 4 + size
    yield rows, columns
