"""Delimited text (RFC 4180 and what people make of it)."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from tamis.model.dialect import Dialect
from tamis.readers import Request, _encoding, too_wide
from tamis.readers._dialect import Head, read_head
from tamis.readers._ended import ended
from tamis.readers._structure import Block, Shape, survey
from tamis.sources.path import Local
from tamis.tables.batch import Batch, Fault, Table, column

FORMAT = "csv"
SUFFIXES = (".csv", ".tsv", ".tab")

#: How many bytes the delimiter and the header are sought in.
HEAD: Final = 1 << 17
#: How many bytes make a batch, about.
BLOCK: Final = 1 << 24


@dataclass(slots=True)
class _Facts:
    """What is known once the last byte is read."""

    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


def read(local: Local, request: Request) -> Table:
    """Open a CSV file.

    Raises:
        SourceError: it is too wide, or has a record beyond the limit.
    """
    encoding, mark = _encoding.decide(local.path)
    head, whole = _head(local, encoding, mark)
    told = read_head(head, whole=whole)
    dialect = Dialect(
        encoding=encoding,
        bom=bool(mark),
        delimiter=told.delimiter,
        line_end=told.line_end,
        header_line=told.line,
    )
    too_wide(local, len(told.labels), request.limits)
    facts = _Facts()
    return Table(
        header=told.labels,
        format=FORMAT,
        dialect=dialect,
        header_line=told.line,
        faults=tuple(_faults(told, encoding)),
        batches=lambda: _batches(local, dialect, told, facts, mark),
        facts=lambda: (facts.size, facts.digest.hexdigest()),
    )


def _head(local: Local, encoding: str, mark: int) -> tuple[str, bool]:
    with local.path.open("rb") as file:
        file.seek(mark)
        data = file.read(HEAD)
        whole = not file.read(1)
    chunks = _encoding.as_utf8(iter([data]), encoding)
    return b"".join(chunks).decode(errors="ignore"), whole


def _faults(head: Head, encoding: str) -> Iterator[Fault]:
    if encoding != "utf-8":
        yield Fault(code="file.not-utf8", notes=[encoding])
    if not any(label.strip() for label in head.labels):
        yield Fault(code="file.empty")
    elif head.above:
        shown = "\n".join(line for line in head.above if line.strip())
        lines, notes = [1], [str(len(head.above))]
        yield Fault(code="file.title-lines", lines=lines, values=[shown], notes=notes)


def _batches(
    local: Local, dialect: Dialect, head: Head, facts: _Facts, mark: int
) -> Iterator[Batch]:
    if not any(label.strip() for label in head.labels):
        deque(_blocks(local, dialect.encoding, facts, mark), maxlen=0)
        return
    shape = Shape(delimiter=dialect.delimiter, width=len(head.labels))
    row, line = 1, head.end
    carry = b""
    above = head.end - 1
    blocks = _blocks(local, dialect.encoding, facts, mark)
    for chunk, last in ended(blocks, b""):
        data, carry = _cut(carry + chunk, dialect.line_end, last=last)
        while above and data:
            data, above = data[data.find(b"\n") + 1 :], above - 1
        if not data:
            continue
        block = survey(data, shape, last=last)
        frame = _parse(block.data, shape)
        if frame is None:
            block = survey(data, shape, last=last, wary=True)
            frame = _exact(block.data, shape)
        carry = block.rest + carry
        if frame.height:
            yield _batch(block, frame, row, line)
        row += frame.height
        line += block.size
    if row == 1:
        empty = pl.DataFrame(schema={column(i): pl.String for i in range(shape.width)})
        fault = Fault(code="file.no-rows", lines=[head.line])
        yield Batch(frame=empty, first_row=1, lines=line, faults=(fault,))


def _blocks(local: Local, encoding: str, facts: _Facts, mark: int) -> Iterator[bytes]:
    """Return the text in UTF-8, about a batch at a time, and count and hash the raw bytes."""
    with local.path.open("rb") as file:
        facts.digest.update(file.read(mark))
        facts.size = mark

        def chunks() -> Iterator[bytes]:
            while chunk := file.read(BLOCK):
                facts.digest.update(chunk)
                facts.size += len(chunk)
                yield chunk

        yield from _encoding.as_utf8(chunks(), encoding)


def _cut(data: bytes, line_end: str, *, last: bool) -> tuple[bytes, bytes]:
    r"""Return whole lines, ended by ``\n``, and what is left of a line."""
    mark = b"\r" if line_end == "\r" else b"\n"
    end = len(data) if last else data.rfind(mark) + 1
    whole, rest = data[:end], data[end:]
    if whole and not whole.endswith(mark):
        whole += mark
    if line_end == "\r":
        whole = whole.replace(b"\r", b"\n")
    elif line_end == "mixed" and b"\r" in whole:
        whole = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return whole, rest


def _parse(data: bytes, shape: Shape) -> pl.DataFrame | None:
    """Return the cells as text; None where the parser sees other cells than the survey did."""
    beyond = column(shape.width)
    schema = {column(i): pl.String for i in range(shape.width)} | {beyond: pl.String}
    try:
        frame = _read(data, shape, schema)
    except pl.exceptions.ComputeError:
        return None
    return None if frame[beyond].null_count() < frame.height else frame.drop(beyond)


def _exact(data: bytes, shape: Shape) -> pl.DataFrame:
    return _read(data, shape, {column(i): pl.String for i in range(shape.width)})


def _read(data: bytes, shape: Shape, schema: dict[str, type[pl.String]]) -> pl.DataFrame:
    if not data:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        data,
        has_header=False,
        schema=schema,
        separator=shape.delimiter,
        quote_char=shape.quote,
        truncate_ragged_lines=True,
        missing_columns="insert",
    )


def _batch(block: Block, frame: pl.DataFrame, row: int, line: int) -> Batch:
    lines: int | pl.Series = line
    if block.lines is not None:
        lines = pl.Series(block.lines, dtype=pl.UInt32) + line
    faults = tuple(
        replace(
            fault,
            rows=[at + row for at in fault.rows],
            lines=[at + line for at in fault.lines],
        )
        for fault in block.faults
    )
    return Batch(frame=frame, first_row=row, lines=lines, faults=faults)
