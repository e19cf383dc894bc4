"""The shape of records: which are whole, which are ragged, on which line each one starts.

A block is deleted down to its delimiters, quotes and line ends; what is left of a line is its
shape. A file has a few dozen distinct shapes, and each is judged once. Only lines of an odd
shape, or with a quote astray, are read one by one, by the rules of RFC 4180 (a quote inside an
unquoted cell is a character like any other).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.readers.line_ends import RETURN, with_returns
from tamis.readers.lines import Lines
from tamis.readers.quotes import astray
from tamis.readers.ragged import MAX_RECORD, Ragged, record_cells
from tamis.readers.shape import Shape
from tamis.readers.swallowed import Reading, judge, line_cells, may_be_rows
from tamis.tables.batch import Fault

#: Odd shapes up to which each is sought among all.
_SOUGHT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole records, ready to be parsed.

    Attributes:
        data: their bytes, each of the right width.
        lines: the line at which each starts, from 0 in the block (UInt32); None where each is one
            line.
        odd: whether some lines were read one by one.
        faults: what is wrong with them; rows count from 0 in the block, and so do lines.
        size: how many lines the block takes.
        rest: the bytes of a record that goes on beyond the block.
    """

    data: bytes
    lines: pl.Series | None
    faults: tuple[Fault, ...]
    size: int
    rest: bytes = b""
    odd: bool = False


def survey(data: bytes, shape: Shape, *, last: bool) -> Block:
    """Return the records of `data`, which starts at a record.

    It ends at a line end, or within a cell.

    Args:
        data: whole lines.
        shape: what a record must look like.
        last: whether no line comes after.

    Raises:
        UnicodeDecodeError: an odd line is not UTF-8.
    """
    skeleton = data.translate(None, delete=shape.dropped)
    quote = shape.quote.encode()
    if quote not in skeleton:
        size = skeleton.count(b"\n")
        if skeleton == (shape.delimiter.encode() * (shape.width - 1) + b"\n") * size:
            return Block(data=data, lines=None, faults=(), size=size)
    shapes = skeleton.split(b"\n")
    if data.endswith(b"\n"):
        del shapes[-1]
    odd = set(_indices(shapes, {line for line in set(shapes) if not shape.is_plain(line)}))
    if quote in skeleton:
        odd.update(astray(data, shape.delimiter, shape.quote))
    if not odd:
        return Block(data=data, lines=None, faults=(), size=len(shapes))
    return _walk(data, shape, sorted(odd), last=last)


def _indices(shapes: list[bytes], odd: set[bytes]) -> Iterator[int]:
    """Return where lines of odd shapes stand: sought where these are few, else asked of each."""
    if len(odd) > _SOUGHT:
        yield from (index for index, line in enumerate(shapes) if line in odd)
        return
    for line in odd:
        at = -1
        with suppress(ValueError):
            while True:
                at = shapes.index(line, at + 1)
                yield at


class _Walk:
    """Puts the odd lines of a block right in their place, one by one.

    A record that takes several lines is written on the first of them; the others are `inner`.
    """

    def __init__(self, lines: Lines, shape: Shape) -> None:
        self.lines = lines
        self.shape = shape
        self.inner: list[int] = []
        self.ragged = Ragged(shape=shape)

    def odd(self, start: int, end: int, *, unclosed: bool = False) -> None:
        """Read the lines from `start` to `end` as one record, and put it right.

        Args:
            start: the first line.
            end: the line after the last.
            unclosed: whether the first line has a quote that nothing closes.

        Raises:
            UnicodeDecodeError: they are not UTF-8.
        """
        text = with_returns(b"\n".join(self.lines.among(start, end)).decode())
        read = self.ragged.unclosed if unclosed else self.ragged.record
        self.lines.put(start, self._written(read(text, start - len(self.inner), start)))
        self.inner += range(start + 1, end)

    def lines_of_record(self, start: int, end: int) -> None:
        """Read the lines from `start` to `end`, which quotes make one record, as what they are."""
        lines_as_written = self.lines.among(start, end)
        if not may_be_rows(lines_as_written, self.shape):
            self.odd(start, end)
            return
        texts = [_without_return(line.decode()) for line in lines_as_written]
        lines = [line_cells(text, self.shape) for text in texts]
        record = len(record_cells("\n".join(texts), self.shape))
        width = self.shape.width
        reading = judge(lines, record, width, lambda: self.shape.sample.columns(texts))
        if reading is not Reading.CELL:
            code = "row.quotes-apart" if reading is Reading.ROWS else "row.doubtful-cell"
            row = start - len(self.inner)
            self.ragged.add(code, row, start, texts[0], end=end - 1)
        if reading is not Reading.ROWS:
            self.odd(start, end)
            return
        for index, cells in enumerate(lines, start):
            text = texts[index - start]
            if index > start and not self.ragged.is_sound(
                text
            ):  # the quote that closed, astray too
                self.ragged.add("row.stray-quote", index - len(self.inner), index, text)
            self.lines.put(index, self._written(cells))

    def _written(self, cells: list[str]) -> bytes:
        quote = self.shape.quote
        quoted = (f"{quote}{c.replace(quote, quote * 2)}{quote}" if c else "" for c in cells)
        return self.shape.delimiter.join(quoted).encode()


def _without_return(line: str) -> str:
    return line.removesuffix("\r").removesuffix(RETURN)


def _walk(data: bytes, shape: Shape, odd: list[int], *, last: bool) -> Block:
    lines = Lines(data)
    walk = _Walk(lines, shape)
    at = 0
    for start in odd:
        if start < at:
            continue
        end = _end(lines, start, shape)
        rest = lines.rest(start) if end is None else b""
        if end is None and not last and len(rest) < MAX_RECORD:
            lines.cut(start)
            return _block(walk, rest)
        at = start + 1 if end is None else end
        if at - start > 1:
            walk.lines_of_record(start, at)
        else:
            walk.odd(start, at, unclosed=end is None)
    return _block(walk, b"")


def _block(walk: _Walk, rest: bytes) -> Block:
    size, starts = len(walk.lines), None
    inner = set(walk.inner)
    if inner:
        kept = [at for at in range(size) if at not in inner]
        starts = pl.Series(kept, dtype=pl.UInt32)
    data = walk.lines.joined(inner)
    return Block(
        data=data, lines=starts, faults=walk.ragged.faults(), size=size, rest=rest, odd=True
    )


def _end(lines: Lines, start: int, shape: Shape) -> int | None:
    """Return the line after the record that starts at `start`, None where it does not end."""
    inside, size = False, 0
    for at in range(start, len(lines)):
        inside = _open_after(lines[at].decode(errors="replace"), shape, inside=inside)
        size += len(lines[at])
        if not inside:
            return at + 1
        if size > MAX_RECORD:
            return None
    return None


def _open_after(line: str, shape: Shape, *, inside: bool) -> bool:
    """Whether a quoted cell is still open at the end of `line`."""
    quote, opening = shape.quote, shape.delimiter + shape.quote
    at = 0
    if not inside and line.startswith(quote):
        at, inside = len(quote), True
    while True:
        position = line.find(quote if inside else opening, at)
        if position < 0:
            return inside
        if not inside:
            at, inside = position + len(opening), True
        elif line.startswith(quote, position + 1):
            at = position + 2  # two quotes are one, in a cell
        else:
            at, inside = position + 1, False
