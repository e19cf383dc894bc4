"""The shape of records: which are whole, which are ragged, on which line each one starts.

A block is deleted down to its delimiters, quotes and line ends; what is left of a line is its
shape. A file has a few dozen distinct shapes, and each is judged once. Only lines of an odd
shape are read one by one, by the rules of RFC 4180 (a quote inside an unquoted cell is a
character like any other).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from tamis.readers._lines import Lines
from tamis.tables.batch import Fault

#: A record longer than this is a quote that was never closed.
MAX_RECORD: Final = 1 << 24
#: Odd shapes up to which each is sought among all.
_SOUGHT: Final = 8

csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_RECORD))


@dataclass(slots=True, kw_only=True)
class Shape:
    """What a file's records must look like; `dropped` is every byte that is no part of a shape."""

    delimiter: str
    width: int
    quote: str = '"'
    dropped: bytes = b""
    _kinds: dict[bytes, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = f"{self.delimiter}{self.quote}\n".encode()
        self.dropped = bytes(b for b in range(256) if b not in kept)

    def plain(self, shape: bytes) -> bool:
        """Whether a line of this shape is one record of the right width."""
        known = self._kinds.get(shape)
        if known is None:
            known = self._kinds[shape] = self._judge(shape.decode())
        return known

    def _judge(self, shape: str) -> bool:
        if self.quote not in shape:
            return len(shape) == self.width - 1
        inside, marks = False, 0
        for char in shape:
            if char == self.quote:
                inside = not inside
            elif not inside:
                marks += 1
        return not inside and marks == self.width - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole records, ready to be parsed.

    Attributes:
        data: their bytes, each of the right width.
        lines: the line at which each starts, from 0 in the block (UInt32); None where each is one
            line.
        odd: whether some lines had to be put right.
        faults: what had to be put right; rows count from 0 in the block, and so do lines.
        size: how many lines the block takes.
        rest: the bytes of a record that goes on beyond the block.
    """

    data: bytes
    lines: pl.Series | None
    faults: tuple[Fault, ...]
    size: int
    rest: bytes = b""
    odd: bool = False


def survey(data: bytes, shape: Shape, *, last: bool, wary: bool = False) -> Block:
    """Return the records of `data`, which starts at a record and ends at a line end.

    Args:
        data: whole lines.
        shape: what a record must look like.
        last: whether no line comes after.
        wary: whether every line with a quote is to be read one by one.
    """
    skeleton = data.translate(None, delete=shape.dropped)
    quote = shape.quote.encode()
    if quote not in skeleton:
        size = skeleton.count(b"\n")
        if skeleton == (shape.delimiter.encode() * (shape.width - 1) + b"\n") * size:
            return Block(data=data, lines=None, faults=(), size=size)
    shapes = skeleton.split(b"\n")
    del shapes[-1]
    odd = {one for one in set(shapes) if not shape.plain(one) or (wary and quote in one)}
    if not odd:
        return Block(data=data, lines=None, faults=(), size=len(shapes))
    return _walk(data, shape, sorted(_places(shapes, odd)), last=last)


def _places(shapes: list[bytes], odd: set[bytes]) -> Iterator[int]:
    """Return where lines of odd shapes stand: sought where these are few, else asked of each."""
    if len(odd) > _SOUGHT:
        yield from (at for at, one in enumerate(shapes) if one in odd)
        return
    for one in odd:
        at = -1
        with suppress(ValueError):
            while True:
                at = shapes.index(one, at + 1)
                yield at


class _Walk:
    """Puts the odd lines of a block right in their place, one by one.

    A record that takes several lines is written on the first of them; the others are `inner`.
    """

    def __init__(self, lines: Lines, shape: Shape) -> None:
        self.lines = lines
        self.shape = shape
        self.inner: list[int] = []
        self.ragged: dict[str, list[tuple[int, int, str, str, int]]] = {}

    def tell(self, code: str, line: int, value: str = "", note: str = "", cells: int = 0) -> None:
        row = line - len(self.inner)
        self.ragged.setdefault(code, []).append((row, line, value, note, cells))

    def odd(self, start: int, end: int, *, told: bool = False) -> None:
        """Read the lines from `start` to `end` as one record, and put it right.

        `told`: a quote that was never closed has been told, and quotes mean nothing here.
        """
        text = b"\n".join(self.lines.among(start, end)).decode(errors="replace")
        cells = text.removesuffix("\r").split(self.shape.delimiter) if told else self._cells(text)
        width = self.shape.width
        extra = cells[width:]
        if not cells or (len(cells) == 1 and not cells[0].strip() and width > 1):
            cells = [""] * width
        elif any(cell.strip() for cell in extra):
            self.tell("row.extra-cells", start, self.shape.delimiter.join(extra), str(len(extra)))
        elif extra:
            self.tell("row.trailing-delimiter", start, "", str(len(extra)))
        elif len(cells) < width:
            lacking = width - len(cells)
            self.tell("row.missing-cells", start, "", str(lacking), len(cells))
        elif self.shape.quote in text and end - start == 1 and not told:
            self._stray(text, start)
        self.lines.put(start, self._written((cells + [""] * width)[:width]))
        self.inner += range(start + 1, end)

    def _cells(self, text: str) -> list[str]:
        source = io.StringIO(text.removesuffix("\r"), newline="")
        reader = csv.reader(source, delimiter=self.shape.delimiter, quotechar=self.shape.quote)
        return [cell for cells in reader for cell in cells]

    def _written(self, cells: list[str]) -> bytes:
        quote = self.shape.quote
        quoted = (f"{quote}{c.replace(quote, quote * 2)}{quote}" if c else "" for c in cells)
        return self.shape.delimiter.join(quoted).encode()

    def _stray(self, text: str, start: int) -> None:
        self.tell("row.stray-quote", start, text[:80])

    def faults(self) -> tuple[Fault, ...]:
        return tuple(
            Fault(
                code=code,
                rows=[row for row, *_ in told],
                lines=[line for _, line, *_ in told],
                values=[value for _, _, value, *_ in told],
                notes=[note for *_, note, _ in told],
                cells=[cells for *_, cells in told],
            )
            for code, told in self.ragged.items()
        )


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
            return _made(walk, rest)
        if end is None:
            walk.tell("file.unclosed-quote", start)
            end = start + 1
            walk.odd(start, end, told=True)
        else:
            walk.odd(start, end)
        at = end
    return _made(walk, b"")


def _made(walk: _Walk, rest: bytes) -> Block:
    size, starts = len(walk.lines), None
    inner = set(walk.inner)
    if inner:
        kept = [at for at in range(size) if at not in inner]
        starts = pl.Series(kept, dtype=pl.UInt32)
    data = walk.lines.joined(inner)
    return Block(data=data, lines=starts, faults=walk.faults(), size=size, rest=rest, odd=True)


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
        found = line.find(quote if inside else opening, at)
        if found < 0:
            return inside
        if not inside:
            at, inside = found + len(opening), True
        elif line.startswith(quote, found + 1):
            at = found + 2  # two quotes are one, in a cell
        else:
            at, inside = found + 1, False
