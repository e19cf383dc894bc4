"""Count the records of a delimited text a second way, which shares no code with the first.

A quote changes, in turn, whether a line end ends a record: that is counted while the bytes pass.
Where the result is not that of the reader, quotes may be astray, or CR may end lines: the file is
read once more, record by record, by the grammar of RFC 4180 (a quote opens a cell at its start
alone). Where the two still differ, nobody knows how many records the file has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import nanoarrow
import polars as pl

from tamis.model.lazy_pattern import lazy_pattern

#: Bytes that are looked at together, which stay in the processor's cache.
_PIECE: Final = 1 << 22
_LF, _QUOTE = b'\n"'
_LINE_END: Final = lazy_pattern(rb"\r\n|\n|\r")
#: Byte order marks are no part of a record that they begin.
_MARKS: Final = b"(?>(?:\xef\xbb\xbf)*)"
#: A quoted cell that is longer was never closed.
_LONGEST: Final = 1 << 24


class QuickCount:
    """Counts the records that pass, chunk after chunk.

    `quotes` is how many quotes they have.

    Args:
        skip: how many lines stand before the first record.
    """

    def __init__(self, skip: int) -> None:
        self._skip = skip
        self._is_cut = False
        self._is_inside = False
        self._is_open = False
        self._records = 0
        self.quotes = 0

    def add(self, chunk: bytes) -> None:
        """Take the next bytes in."""
        if self._is_cut and chunk.startswith(b"\n"):  # between the two bytes that end a line
            chunk = chunk[1:]
        self._is_cut = self._skip > 0 and chunk.endswith(b"\r")
        while self._skip and chunk:
            end = _LINE_END.search(chunk)
            chunk = chunk[end.end() :] if end else b""
            self._skip -= end is not None
        self._is_cut = self._is_cut and not chunk
        if not chunk:
            return
        cells = pl.Series(nanoarrow.c_array(chunk, nanoarrow.uint8()))
        if not self._is_inside and b'"' not in chunk:
            self._records += int((cells == _LF).sum())
        else:
            for start in range(0, len(chunk), _PIECE):
                self._add_quoted(cells.slice(start, _PIECE))
        self._is_open = not chunk.endswith(b"\n")

    def _add_quoted(self, cells: pl.Series) -> None:
        """Take bytes in of which quotes are some: a line end counts after an even number of them.

        Before the nth line end, from 0, stand as many quotes as it has marks before it, less n.
        """
        marks = cells.filter((cells == _LF) | (cells == _QUOTE))
        ends = pl.int_range(marks.len(), dtype=pl.UInt32, eager=True).filter(marks == _LF)
        quotes = ends - pl.int_range(ends.len(), dtype=pl.UInt32, eager=True)
        outside = (quotes & 1) == int(self._is_inside)
        self._records += int(outside.sum())
        found = marks.len() - ends.len()
        self._is_inside ^= bool(found & 1)
        self.quotes += found

    @property
    def records(self) -> int:
        """How many records have passed; the last may have no line end."""
        return self._records + (self._is_open or self._is_inside)


def exact_count(chunks: Iterable[bytes], delimiter: str, skip: int) -> int:
    r"""Return how many records a text has, by the grammar of RFC 4180.

    A quoted cell that nothing closes is none: its line is read as if quotes meant nothing.

    Args:
        chunks: the text, in any ASCII-compatible encoding.
        delimiter: what stands between cells.
        skip: how many lines stand before the first record.

    >>> exact_count([b'a,b\n1,"x\ny"\r2,z" w\n'], ",", 1)
    2
    """
    record = _grammar(delimiter)
    count, carry = 0, b""
    for chunk, last in _with_last(chunks):
        data, start = carry + chunk, 0
        while skip and (end := _LINE_END.search(data, start)):
            if end.end() == len(data) and data.endswith(b"\r") and not last:
                break  # a line feed may follow
            start, skip = end.end(), skip - 1
        while not skip and start < len(data):
            match = record.match(data, start)
            is_cut = match is None or match.end() == len(data)
            if is_cut and not last and len(data) - start < _LONGEST:
                break
            if match is None:
                match = _LINE_END.search(data, start)
            start = match.end() if match else len(data)
            count += 1
        carry = data[start:]
    return count


def _grammar(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter).encode()
    rest = rb"[^%b\r\n]*+" % mark
    cell = rb'(?:"[^"]*+(?>(?:""[^"]*+)*)"%b|(?!")%b)' % (rest, rest)
    return re.compile(rb"%b%b(?>(?:%b%b)*)(?:\r\n|\n|\r|\Z)" % (_MARKS, cell, mark, cell))


def _with_last(chunks: Iterable[bytes]) -> Iterable[tuple[bytes, bool]]:
    yield from ((chunk, False) for chunk in chunks)
    yield b"", True
