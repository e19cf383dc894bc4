r"""Lines end at LF, CRLF or CR, and nowhere else.

``str.splitlines`` ends them at eight more characters, which are part of a text here. A return that
stands within a quoted cell is part of the cell.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.tables.byte_columns import octets

_LF, _CR = b"\n\r"
_LINE_ENDS: Final = frozenset({b"\n", b"\r\n", b"\r"})
#: Stands, before LF, for a return within a quoted cell; no text has it (Unicode 16, 23.7).
RETURN: Final = "\ufdd2"
_RETURN_LF: Final = f"{RETURN}\n".encode()
_LINE: Final = lazy_pattern(rb"([^\r\n]*+)(?:\r\n|\n|\r|\Z)")
#: How many quotes that nothing closes are looked for.
_MOST_OPEN: Final = 100


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
        last: whether nothing comes after: a quote that nothing closes then holds no cell, and the
            line where its record starts is read by itself.

    >>> with_lf(b'a,b\r1,"x\ry"\r\n', ",")
    b'a,b\n1,"x\ry"\n'
    """
    if b"\r" not in data:
        return data
    if quote.encode() not in data:
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    pieces = list[bytes]()
    while last and len(pieces) < _MOST_OPEN and (start := _open_record(data, delimiters, quote)):
        line = _LINE.match(data, start - 1)
        assert line is not None  # noqa: S101 any text matches
        pieces.append(_closed(data[: start - 1], delimiters, quote))
        pieces.append(line[1] + b"\n")
        data = data[line.end() :]
    return b"".join((*pieces, _closed(data, delimiters, quote)))


def with_apparent_returns(data: bytes, delimiters: str, quote: str) -> bytes:
    """Return lines that end in LF with `RETURN` and LF for each CR within a quoted cell.

    What a cell holds between returns can be looked at line by line then, as between line feeds.
    """
    if b"\r" not in data or _RETURN_LF in data:
        return data
    return _tokens(delimiters, quote).sub(_apparent, data)


def with_returns(text: str) -> str:
    """Return a text with the CR that `RETURN` stands for."""
    return text.replace(f"{RETURN}\n", "\r")


def _apparent(match: re.Match[bytes]) -> bytes:
    is_plain = b"\r" in match[0] and b"\n" not in match[0] and match[1] is not None
    return match[0].replace(b"\r", _RETURN_LF) if is_plain and match[1] else match[0]


def _closed(data: bytes, delimiters: str, quote: str) -> bytes:
    """Return lines with LF at their ends; a cell that nothing closes goes on beyond them."""
    return _tokens(delimiters, quote).sub(_lf_or_cell, data)


def _lf_or_cell(match: re.Match[bytes]) -> bytes:
    return b"\n" if match[0][0] == _CR else match[0]


def _open_record(data: bytes, delimiters: str, quote: str) -> int:
    """Return where the record starts that a quote leaves open at the end, from 1; 0: none does."""
    tokens = _tokens(delimiters, quote)
    if not any(match[1] == b"" for match in tokens.finditer(data)):
        return 0
    start = 0
    for match in re.compile(tokens.pattern + rb"|\n").finditer(data):
        if match[0] in _LINE_ENDS:
            start = match.end()
        elif match[1] == b"":
            break
    return start + 1


@cache
def _tokens(delimiters: str, quote: str) -> re.Pattern[bytes]:
    """Return what matches the end of a line by CR or CRLF, or a quoted cell.

    Its group is the quote that closes the cell: "" where nothing does.
    """
    mark, stop = re.escape(quote).encode(), re.escape(delimiters).encode()
    text = rb"[^%b]*+" % mark
    cell = rb"%b%b(?>(?:%b%b%b)*)(%b|\Z)" % (mark, text, mark, mark, text, mark)
    return re.compile(rb"(?:\A|(?<=[%b\r\n]))%b|\r\n?" % (stop, cell))
