"""How far the sheets of XLS reach, and its records ([MS-XLS], in a compound file)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from
from typing import Any, Final

#: Records of a cell that holds something: its row and its column come first, from 0.
_CELLS: Final = frozenset(
    {0x0003, 0x0004, 0x0005, 0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406}
)
#: Several numbers in a row: the last column comes last.
_SEVERAL: Final = 0x00BD
_LOCKED: Final = 0x002F
_ENDS: Final = 0x000A
#: The name of a sheet, and where it begins (section 2.4.28).
_SHEET: Final = 0x0085
#: A cell that is an error or a truth, and one of a formula (sections 2.4.24 and 2.4.127).
_ERROR: Final = 0x0205
_FORMULA: Final = 0x0006
#: What cells show (section 2.5.10).
SHOWN: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_STREAMS: Final = ("Workbook", "Book")

#: The kind of a record, where its content begins, and its size.
_Record = tuple[int, int, int]


class LockedError(ValueError):
    """The workbook asks for a password."""


def extents(path: Path) -> Iterator[tuple[int, int]]:
    """Give the last row and the last column of each sheet, from 1.

    Raises:
        OSError: it is no compound file, or there is no workbook in it.
        LockedError: it asks for a password.
    """
    data = workbook_stream(path)
    rows = columns = 0
    for kind, at, size in records(data, 0):
        if kind == _LOCKED:
            raise LockedError
        if kind == _ENDS:
            yield rows, columns
            rows = columns = 0
        elif (kind in _CELLS or kind == _SEVERAL) and size > 3:  # noqa: PLR2004 a row, a column
            row, column = unpack_from("<HH", data, at)
            if kind == _SEVERAL:
                (column,) = unpack_from("<H", data, at + size - 2)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    yield rows, columns


def workbook_stream(path: Path) -> bytes:
    """Return the stream of records of a workbook."""
    import olefile

    with olefile.OleFileIO(str(path)) as book:
        if book.exists("EncryptedPackage"):
            raise LockedError
        with book.openstream(workbook_name(book)) as stream:
            data: bytes = stream.read()
            return data


def workbook_name(book: Any) -> str:
    """Return the name of the stream that has the records of a workbook."""
    return next((name for name in _STREAMS if book.exists(name)), _STREAMS[0])


def records(data: bytes, at: int) -> Iterator[_Record]:
    """Give the records from a place on, whole ones alone."""
    while at + 4 <= len(data):
        kind, size = unpack_from("<HH", data, at)
        at += 4
        if at + size <= len(data):
            yield kind, at, size
        at += size


def named_sheets(data: bytes) -> Iterator[tuple[str, int]]:
    """Give the name of each sheet, and where its records begin."""
    for kind, at, size in records(data, 0):
        if kind == _ENDS:
            return
        if kind == _SHEET and size > 8:  # noqa: PLR2004 what stands before the characters
            (start,) = unpack_from("<I", data, at)
            wide = data[at + 7] & 1
            text = data[at + 8 : at + 8 + data[at + 6] * (1 + wide)]
            yield text.decode("utf-16-le" if wide else "latin-1", "replace"), start


def error_code(data: bytes, kind: int, at: int, size: int) -> int | None:
    """Return the number of the error that a cell shows, None where it shows none."""
    if kind == _ERROR and size >= 8 and data[at + 7]:  # noqa: PLR2004 six bytes of place, two more
        return data[at + 6]
    if kind != _FORMULA or size < 14:  # noqa: PLR2004 six bytes of place, eight of value
        return None
    return data[at + 8] if data[at + 6] == 2 and data[at + 12 : at + 14] == b"\xff\xff" else None  # noqa: PLR2004 an error
