r"""Lines end at LF, CRLF or CR, and nowhere else.

``str.splitlines`` ends them at eight more characters, which are part of a text here. A return that
stands within a quoted cell is part of the cell.
"""

from __future__ import annotations

import re
from functools import cache

from tamis.tables.byte_columns import octets

_LF, _CR = b"\n\r"


def lone_returns(data: bytes) -> bool:
    r"""Whether a CR stands before something else than LF.

    >>> lone_returns(b"a\r\nb\r\n"), lone_returns(b"a\rb\n")
    (False, True)
    """
    if b"\r" not in data:
        return False
    if data.endswith(b"\r"):
        return True
    cells = octets(data)
    return bool(((cells.slice(0, len(data) - 1) == _CR) & (cells.slice(1) != _LF)).any())


def returns_in(data: bytes) -> int:
    """Return how many CR there are."""
    return int((octets(data) == _CR).sum())


def with_lf(data: bytes, delimiters: str, quote: str = '"', *, last: bool = False) -> bytes:
    r"""Return lines with LF at their ends, in the place of CRLF and CR; quoted cells stay as is.

    Args:
        data: lines, the first of which begins a record.
        delimiters: the characters that may stand between cells.
        quote: what stands around cells.
        last: whether nothing comes after: a quote that nothing closes then holds no cell.

    >>> with_lf(b'a,b\r1,"x\ry"\r\n', ",")
    b'a,b\n1,"x\ry"\n'
    """
    if b"\r" not in data:
        return data
    if quote.encode() not in data:
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return _ends(delimiters, quote, last=last).sub(_lf_or_cell, data)


def _lf_or_cell(match: re.Match[bytes]) -> bytes:
    return b"\n" if match[0][0] == _CR else match[0]


@cache
def _ends(delimiters: str, quote: str, *, last: bool) -> re.Pattern[bytes]:
    """Return what matches the end of a line by CR or CRLF, or a whole quoted cell.

    A cell that nothing closes is whole unless these lines are the `last`: it goes on beyond.
    """
    mark, stop = re.escape(quote).encode(), re.escape(delimiters).encode()
    text = rb"[^%b]*+" % mark
    end = mark if last else rb"(?:%b|\Z)" % mark
    cell = rb"%b%b(?:%b%b%b)*+%b" % (mark, text, mark, mark, text, end)
    return re.compile(rb"(?:\A|(?<=[%b\r\n]))%b|\r\n?" % (stop, cell))
