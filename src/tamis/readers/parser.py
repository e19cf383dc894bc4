"""Blocks of whole lines into text columns, the fastest way that is sure."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

import polars as pl

from tamis.readers.encodings import as_utf8, is_utf8
from tamis.readers.line_ends import (
    lone_returns,
    returns_in,
    with_apparent_returns,
    with_lf,
)
from tamis.readers.mixed_encodings import has_chance
from tamis.readers.ragged import nulls
from tamis.readers.shape import Shape
from tamis.readers.stray_marks import without_marks
from tamis.readers.structure import Block, survey
from tamis.readers.weight import are_whole, marks, ragged
from tamis.tables.batch import Fault, column


class Way(Enum):
    """How a block is read, from the fastest way to the surest."""

    WHOLE = "all at once, and weighed"
    RAGGED = "all at once, and each row weighed"
    ODD = "line by line where lines are odd, then all at once"


class Parsed(NamedTuple):
    """The cells as text, where their rows stand, and how the next block is read best."""

    frame: pl.DataFrame
    block: Block
    way: Way

    def with_faults(self, faults: tuple[Fault, ...]) -> Parsed:
        """Return the same with more to be told."""
        return self._replace(block=replace(self.block, faults=(*self.block.faults, *faults)))


class NotUtf8Error(Exception):
    """Some lines are not UTF-8, which they were taken for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Whole lines on their way, which are parsed as if the block before left nothing open.

    Attributes:
        raw: the lines as they are written.
        encoding: what they are taken for.
        provisional: whether they were until then.
        last: whether no line comes after.
        parsed: the parsed lines, in time.
    """

    raw: bytes
    encoding: str
    provisional: bool
    last: bool
    parsed: Future[Parsed]


class Parser:
    """Parses blocks of whole lines: at once where all records are whole or ragged, a line each.

    Others are put right before (`survey`). After a block that is not regular, the next one is
    expected to be so too. Polars takes no cell that is not UTF-8, so that nobody has to look
    beforehand; `decide` may be called at any time.
    """

    def __init__(self, shape: Shape, encoding: str, *, provisional: bool = False) -> None:
        self.shape = shape
        self.encoding = encoding
        self.provisional = provisional
        self.way = Way.WHOLE

    def begin(self, raw: bytes, last: bool, executor: Executor) -> Coming:
        """Begin to parse a block, whatever the one before leaves.

        Args:
            raw: whole lines.
            last: whether no line comes after.
            executor: does it in another thread.
        """
        encoding, provisional, way = self.encoding, self.provisional, self.way

        def parse() -> Parsed:
            _ensure_utf8(raw, provisional=provisional)
            return self._parse_as(as_utf8(raw, encoding), way, last=last)

        parsed = executor.submit(parse)
        return Coming(raw=raw, encoding=encoding, provisional=provisional, last=last, parsed=parsed)

    def decide(self, encoding: str) -> None:
        """Read what comes in an encoding that is no longer provisional."""
        self.encoding = encoding
        self.provisional = False

    def read(self, rest: bytes, coming: Coming) -> Parsed:
        """Return the cells as text, and where their rows stand.

        Args:
            rest: what the block before left open, in UTF-8.
            coming: what was begun.

        Raises:
            NotUtf8Error: it is not, and was taken for it; nothing is lost: decide, and read the
                block again.
        """
        taken_for, decided = (
            (coming.encoding, coming.provisional),
            (self.encoding, self.provisional),
        )
        if not rest and taken_for == decided:
            parsed = coming.parsed.result()
        else:
            _ensure_utf8(coming.raw, provisional=self.provisional)
            data = rest + as_utf8(coming.raw, self.encoding)
            parsed = self._parse_as(data, self.way, last=coming.last, whole=False)
        self.way = parsed.way
        return parsed

    def _parse_as(self, data: bytes, way: Way, *, last: bool, whole: bool = True) -> Parsed:
        """Return the cells of a block that is expected to be read best in a way.

        `whole`: whether the block before may have left nothing open.
        """
        bare, marked = without_marks(data, self.shape.quote)
        whole = whole and way is Way.WHOLE and bare.endswith(b"\n")
        # Lines that weigh what CRLF weighs hold no other return: nobody has to look beforehand.
        parsed = self._whole(bare) if whole and self.shape.crlf else None
        if parsed is None:
            lines = self._ended_by_lf(bare, last=last)
            # A return within a cell, which may go on.
            if not lines.endswith(b"\n") or (lines is not bare and b"\r" in lines):
                lines = with_apparent_returns(lines, self.shape.delimiter, self.shape.quote)
                whole, way = False, Way.ODD
            parsed = self._whole(lines) if whole and not self.shape.crlf else None
            parsed = parsed or self._irregular(lines, way, last=last)
        return parsed.with_faults(marked) if marked else parsed

    def _ended_by_lf(self, data: bytes, *, last: bool) -> bytes:
        """Return lines some of which may end in CR with LF at the end of all."""
        if not lone_returns(data):
            return data
        return with_lf(data, self.shape.delimiter, self.shape.quote, last=last)

    def _whole(self, data: bytes) -> Parsed | None:
        """Return the cells of a block all of whose rows are whole, a line each; else None."""
        sure = marks(data, self.shape)
        frame = None if sure is None else _parse(data, self.shape)
        if frame is None or sure is None or not are_whole(data, frame, self.shape, sure):
            return None
        if self.shape.crlf and not sure and returns_in(data) != frame.height:
            return None
        block = Block(data=data, lines=None, faults=(), size=frame.height)
        return Parsed(frame, block, Way.WHOLE)

    def _irregular(self, data: bytes, way: Way, *, last: bool) -> Parsed:
        """Return the cells of a block with ragged rows, or with lines that have to be put right."""
        try:
            parsed = None if way is Way.ODD else self._ragged(data)
            parsed = parsed or self._surveyed(data, last=last)
        except (UnicodeDecodeError, pl.exceptions.ComputeError) as error:
            if is_utf8(data):
                raise
            raise NotUtf8Error from error
        null_faults = nulls(data[: len(data) - len(parsed.block.rest)])
        return parsed.with_faults(null_faults)

    def _ragged(self, data: bytes) -> Parsed | None:
        """Return the cells of a block all of whose rows are a line each; else None."""
        frame = _parse(data, self.shape, cut=True)
        ragged_rows = None if frame is None else ragged(data, frame, self.shape)
        if frame is None or ragged_rows is None:
            return None
        block = Block(data=data, lines=None, faults=ragged_rows.faults(), size=frame.height)
        return Parsed(frame, block, Way.RAGGED if len(ragged_rows) else Way.WHOLE)

    def _surveyed(self, data: bytes, *, last: bool) -> Parsed:
        """Return the cells of a block once its odd lines are put right."""
        block = survey(data, self.shape, last=last)
        frame = _read(block.data, self.shape)
        block.rest.decode()
        return Parsed(frame, block, Way.ODD if block.odd else Way.WHOLE)


def _ensure_utf8(raw: bytes, *, provisional: bool) -> None:
    """Refuse to read as UTF-8 for the time being what may be something else by its letters."""
    if provisional and has_chance(raw):
        raise NotUtf8Error


def _parse(data: bytes, shape: Shape, *, cut: bool = False) -> pl.DataFrame | None:
    """Return the cells as text; None where a row has a cell too many, or a quote is astray.

    `cut`: cells too many are left out.
    """
    try:
        return _read(data, shape, cut=cut)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None


def _read(data: bytes, shape: Shape, *, cut: bool = False) -> pl.DataFrame:
    schema = {column(position): pl.String for position in range(shape.width)}
    if not data:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        data,
        has_header=False,
        schema=schema,
        separator=shape.delimiter,
        quote_char=shape.quote,
        missing_columns="insert",
        truncate_ragged_lines=cut,
    )
