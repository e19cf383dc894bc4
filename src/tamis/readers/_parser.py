"""Blocks of whole lines into text columns: regular ones at once, the others once put right."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.readers._structure import Block, Shape, survey
from tamis.tables.batch import column
from tamis.tables.octets import octets

#: Bytes that are looked at together.
_PIECE: Final = 1 << 21


#: The cells as text, and where their rows stand.
Parsed = tuple[pl.DataFrame, Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Whole lines on their way, which are parsed as if the block before left nothing open.

    Attributes:
        data: the lines.
        last: whether no line comes after.
        parsed: what is made of them; None where they were taken for regular, and are not.
    """

    data: bytes
    last: bool
    parsed: Future[Parsed | None]


class Parser:
    """Parses blocks of whole lines; regular ones at once, the others once put right.

    A regular block is parsed as it stands, then weighed: the bytes of its cells, the delimiters
    between them, its line ends and its quotes must amount to its size. A row with a cell too many
    makes the parser stop; a row with a cell too few lacks delimiters, and a quote, a line end or
    a null character that is part of a cell is counted twice. All err on one side and nothing can
    make up for it, so that a block of the right weight has whole rows only, a line each. After
    an irregular block, the next one is expected to be so too.
    """

    def __init__(self, shape: Shape, *, crlf: bool) -> None:
        self.shape = shape
        self.end = 1 if crlf else 0
        self.regular = True
        self._marks = f"{shape.quote}\r\n\0".encode()

    def begin(self, data: bytes, doer: Executor, *, last: bool) -> Coming:
        """Begin to parse a block, whatever the one before leaves; `doer` does it meanwhile.

        Args:
            data: whole lines.
            doer: does it in another thread.
            last: whether no line comes after.
        """
        if self.regular:
            parsed = doer.submit(self._tried, data, self._ends(data))
        else:
            parsed = doer.submit(self._surveyed, data, last=last)
        return Coming(data=data, last=last, parsed=parsed)

    def read(self, data: bytes, coming: Coming) -> Parsed:
        """Return the cells as text, and where their rows stand.

        Args:
            data: whole lines, maybe more than came: the block before left a record open.
            coming: what was begun.
        """
        made = coming.parsed.result() if data is coming.data else None
        made = made or self._surveyed(data, last=coming.last)
        self.regular = not made[1].odd
        return made

    def _surveyed(self, data: bytes, *, last: bool) -> Parsed:
        """Return the cells of a block, once its odd lines are put right."""
        block = survey(data, self.shape, last=last)
        frame = _parse(block.data, self.shape)
        if frame is None:
            block = survey(data, self.shape, last=last, wary=True)
            frame = _read(block.data, self.shape)
        return frame, block

    def _tried(self, data: bytes, marks: int | None) -> Parsed | None:
        """Return the cells of a block; None where it is not regular.

        Line ends, null characters and quotes are counted together: one that stands inside a cell
        weighs in the cell too, so that the sum is beyond what it should be, never below.
        """
        frame = _parse(data, self.shape)
        if frame is None:
            return None
        # A block has fewer bytes than the sums of its columns can hold.
        lengths = pl.all().str.len_bytes().sum().cast(pl.UInt64)
        cells = int(frame.select(pl.sum_horizontal(lengths)).item() or 0)
        delimiters = frame.height * (self.shape.width - 1)
        ends = frame.height * (1 + self.end) if marks is None else marks
        if len(data) != cells + delimiters + ends:
            return None
        return frame, Block(data=data, lines=None, faults=(), size=frame.height)

    def _ends(self, data: bytes) -> int | None:
        """Return how many line ends, quotes and null characters there are; None: line ends alone.

        Without a quote, no line end stands inside a cell: the parser would have cut it there.
        """
        quote = self.shape.quote.encode()
        if quote in data or b"\0" in data or (not self.end and b"\r" in data):
            return sum(map(self._counted, _pieces(data)))
        return None

    def _counted(self, piece: bytes) -> int:
        """Return how many of the marks a piece holds; Polars compares bytes many at a time."""
        present = [mark for mark in self._marks if mark in piece]
        if not present:
            return 0
        cells = octets(piece)
        return sum(int((cells == mark).sum()) for mark in present)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Return the bytes a piece at a time, so small that it stays in the processor's cache."""
    return (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


def _parse(data: bytes, shape: Shape) -> pl.DataFrame | None:
    """Return the cells as text; None where a row has a cell too many, or a quote is astray."""
    try:
        return _read(data, shape)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None


def _read(data: bytes, shape: Shape) -> pl.DataFrame:
    schema = {column(at): pl.String for at in range(shape.width)}
    if not data:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        data,
        has_header=False,
        schema=schema,
        separator=shape.delimiter,
        quote_char=shape.quote,
        missing_columns="insert",
    )
