"""Records told whole or ragged by their weight.

What is parsed is weighed: the bytes of cells, the delimiters between them, line ends and the quotes
around cells must amount to the bytes that were read. What lacks a cell lacks a delimiter, and what
has one too many has bytes that no cell holds. No quote may be astray, since it weighs nothing sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from tamis.readers.quotes import closed, opened
from tamis.readers.ragged import Ragged
from tamis.readers.shape import Shape
from tamis.tables.byte_columns import PIECE, octets, places

_NUL, _LF, _CR = b"\0\n\r"


def marks(data: bytes, shape: Shape) -> int | None:
    """Return the bytes of whole lines that must be no part of a cell, delimiters left aside.

    A line end, a null character or a quote of an unquoted cell is counted here all the same, so
    that it weighs twice. 0: there are line ends alone, one a record, for without a quote none
    stands inside a cell. None: a quote is astray.
    """
    quoted = shape.quote.encode() in data
    if not quoted and b"\0" not in data and (shape.crlf or b"\r" not in data):
        return 0
    odd = [byte for byte in (_CR, _NUL) if byte in data]
    total = 0
    for _, cells in _pieces(data):
        quotes = closed(cells, shape.delimiter, shape.quote)
        if quotes is None:
            return None
        total += int(quotes.sum()) + sum(int((cells == byte).sum()) for byte in (_LF, *odd))
    return total


def are_whole(data: bytes, frame: pl.DataFrame, shape: Shape, marks: int) -> bool:
    """Whether lines that were parsed are records of the right width, one each.

    All errors are on one side, and nothing can make up for them: the parser refuses a cell too
    many.
    """
    # A block has fewer bytes than the sums of its columns can hold.
    lengths = pl.all().str.len_bytes().sum().cast(pl.UInt64)
    cells = int(frame.select(pl.sum_horizontal(lengths)).item() or 0)
    delimiters = frame.height * (shape.width - 1)
    return len(data) == cells + delimiters + (marks or frame.height * (1 + shape.crlf))


def ragged(data: bytes, frame: pl.DataFrame, shape: Shape) -> Ragged | None:
    """Return what is to be told of the ragged ones among lines that were parsed, a record each.

    Each row is weighed. Those that are not right are read one by one, for what is to be told; what
    the parser took of them, cells too many left out, is right already. None: it is not, or lines
    are no records.

    Raises:
        UnicodeDecodeError: a ragged line is not UTF-8.
    """
    line_marks = _line_marks(data, shape)
    if line_marks is None or line_marks.ends.len() != frame.height:
        return None
    starts = (line_marks.ends + 1).shift(1, fill_value=0)
    cells = frame.select(pl.sum_horizontal(pl.all().str.len_bytes())).to_series()
    weight = cells.cast(pl.Int64) + (shape.width - 1) + line_marks.returns + line_marks.quotes
    rows = Ragged(shape=shape)
    for index in (line_marks.ends - starts != weight).arg_true():
        before, text = len(rows), data[starts[index] : line_marks.ends[index]].decode()
        rows.record(text, index, index)
        if len(rows) == before and text.strip("\r"):
            return None
    return rows


class _LineMarks(NamedTuple):
    """Of each line, where it ends, whether a return ends it too, and how many quotes it has.

    Quotes that are part of a text do not count. All are Int64.
    """

    ends: pl.Series
    returns: pl.Series
    quotes: pl.Series


def _line_marks(data: bytes, shape: Shape) -> _LineMarks | None:
    """Return the marks of whole lines; None where a quote is astray."""
    ends: list[pl.Series] = []
    returns: list[pl.Series] = []
    seen: list[pl.Series] = []
    counted: list[pl.Series] = []
    returned = _CR in data
    for offset, cells in _pieces(data):
        quotes = closed(cells, shape.delimiter, shape.quote)
        if quotes is None or not opened(cells, shape.delimiter, shape.quote):
            return None
        counted.append(quotes)
        seen.append(cells.filter((cells == _LF) | (cells == ord(shape.quote))))
        last = places(cells, _LF).cast(pl.Int64)
        returns.append(_returns(cells, last) if returned else last * 0)
        ends.append(last + offset)
    upto = _before_ends(pl.concat(seen), pl.concat(counted))
    return _LineMarks(pl.concat(ends), pl.concat(returns), upto - upto.shift(1, fill_value=0))


def _returns(cells: pl.Series, ends: pl.Series) -> pl.Series:
    """Return 1 for each line end that a return comes before, else 0."""
    return (cells.gather((ends - 1).clip(0)) == _CR).cast(pl.Int64)


def _before_ends(seen: pl.Series, counted: pl.Series) -> pl.Series:
    """Return how many quotes come before each line end.

    Args:
        seen: the line ends and the quotes among the bytes, in their order.
        counted: which of the quotes count.
    """
    ends = places(seen, _LF).cast(pl.Int64)
    upto = ends - pl.int_range(ends.len(), eager=True)
    if counted.all():
        return upto
    sums = pl.concat([pl.Series([0], dtype=pl.Int64), counted.cast(pl.Int64).cum_sum()])
    return sums.gather(upto)


def _pieces(data: bytes) -> Iterator[tuple[int, pl.Series]]:
    """Return whole lines a piece at a time, small enough for a cache, and where each starts."""
    cells, offset = octets(data), 0
    while offset < len(data):
        end = data.rfind(b"\n", offset, offset + PIECE) + 1 or data.find(b"\n", offset) + 1
        yield offset, cells.slice(offset, end - offset)
        offset = end
