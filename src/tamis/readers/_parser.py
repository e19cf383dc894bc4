"""Blocks of whole lines into text columns: regular ones at once, the others once put right."""

from __future__ import annotations

import polars as pl

from tamis.readers._structure import Block, Shape, survey
from tamis.tables.batch import column


class Parser:
    """Parses blocks of whole lines; regular ones at once, the others once put right.

    A regular block is parsed as it stands, then weighed: the bytes of its cells, a delimiter or a
    line end after each, and its quotes must amount to its size. A row with a cell too many makes
    the parser stop, a row with a cell too few or a quote that is part of a cell makes the block
    weigh less than it should: nothing can make up for it, so that a block of the right weight has
    whole rows only. After an irregular block, the next one is expected to be so too.
    """

    def __init__(self, shape: Shape, *, crlf: bool) -> None:
        self.shape = shape
        self.end = 1 if crlf else 0
        self.regular = True

    def read(self, data: bytes, *, last: bool) -> tuple[pl.DataFrame, Block]:
        """Return the cells as text, and where their rows stand."""
        if self.regular:
            frame = _parse(data, self.shape)
            if frame is not None and self._weighs(data, frame):
                return frame, Block(data=data, lines=None, faults=(), size=frame.height)
        block = survey(data, self.shape, last=last)
        self.regular = block.lines is None
        frame = _parse(block.data, self.shape)
        if frame is None:
            block = survey(data, self.shape, last=last, wary=True)
            frame = _read(block.data, self.shape)
        return frame, block

    def _weighs(self, data: bytes, frame: pl.DataFrame) -> bool:
        if not self.end and b"\r" in data:
            return False  # a line end longer than the others would make up for a cell too few
        height, shape = frame.height, self.shape
        cells = frame.select(pl.sum_horizontal(pl.all().str.len_bytes().cast(pl.UInt64).sum()))
        quotes = data.count(shape.quote.encode())
        marks = height * (shape.width + self.end)
        whole = len(data) == int(cells.item() or 0) + marks + quotes
        return whole and (not quotes or data.count(b"\n") == height)


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
