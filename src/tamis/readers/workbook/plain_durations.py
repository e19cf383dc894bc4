"""Copies of XLS and XLSB in which durations are plain numbers.

calamine ends at a duration that nobody can count (1,700,000,000 days under ``[h]:mm``), and takes
the whole workbook with it. In the copy their styles show numbers; what the cells show is put over
them as for any special cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from struct import pack_into
from typing import Final

from tamis.readers.extent_ole import records, workbook_name
from tamis.readers.workbook.number_format import Kind, NumberFormat

_XF: Final = 0x00E0
_ENDS: Final = 0x000A
#: The style of a cell in XLSB: its number, its size, then what it is based on and its format.
_XLSB_XF: Final = b"\x2f\x10"
_XFS_BEGIN: Final = b"\xe9\x04\x04"
_XFS_END: Final = b"\xea\x04\x00"


def has_durations(formats: Sequence[NumberFormat]) -> bool:
    """Whether some styles show durations."""
    return any(shape.kind is Kind.DURATION for shape in formats)


def plain_xls(path: Path, formats: Sequence[NumberFormat]) -> BytesIO:
    """Return a copy of an XLS whose styles of durations are those of plain numbers.

    Args:
        path: the workbook.
        formats: the number formats of its styles, in order.
    """
    import olefile

    copy = BytesIO(path.read_bytes())
    with olefile.OleFileIO(copy, write_mode=True) as book:
        name = workbook_name(book)
        with book.openstream(name) as stream:
            data = bytearray(stream.read())
        styles = 0
        for kind, at, _ in records(bytes(data), 0):
            if kind == _ENDS:
                break
            if kind == _XF:
                if styles < len(formats) and formats[styles].kind is Kind.DURATION:
                    pack_into("<H", data, at + 2, 0)
                styles += 1
        book.write_stream(name, bytes(data))
        return BytesIO(copy.getvalue())


def plain_xlsb(path: Path, member: str, formats: Sequence[NumberFormat]) -> BytesIO:
    """Return a copy of an XLSB whose styles of durations are those of plain numbers.

    Args:
        path: the workbook.
        member: the name of the part that has its styles.
        formats: the number formats of its styles, in order.
    """
    copy = BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as plain:
        for item in archive.infolist():
            content = archive.read(item)
            plain.writestr(
                item.filename, _styles(content, formats) if item.filename == member else content
            )
    copy.seek(0)
    return copy


def _styles(content: bytes, formats: Sequence[NumberFormat]) -> bytes:
    """Return styles, the formats of durations taken away ([MS-XLSB] section 2.4.820)."""
    begins, ends = content.find(_XFS_BEGIN), content.find(_XFS_END)
    data, at = bytearray(content), begins + len(_XFS_BEGIN) + 4
    for shape in formats:
        at = content.find(_XLSB_XF, at, ends)
        if at < 0:
            break
        if shape.kind is Kind.DURATION:
            pack_into("<H", data, at + 4, 0)
        at += 2 + content[at + 1]
    return bytes(data)
