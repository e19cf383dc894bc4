"""Delimited text (RFC 4180 and what people make of it)."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from tamis.model.dialect import Dialect
from tamis.model.errors import SourceError
from tamis.model.limits import MB, Limits
from tamis.model.text import Text
from tamis.readers import Request, _encoding, too_wide
from tamis.readers._dialect import Head, read_head
from tamis.readers._ended import ended
from tamis.readers._parser import Parser
from tamis.readers._structure import Block, Shape
from tamis.sources.path import Local
from tamis.tables.ahead import ahead
from tamis.tables.batch import Batch, Fault, Table, column

FORMAT = "csv"
SUFFIXES = (".csv", ".tsv", ".tab")

#: How many bytes the delimiter and the header are sought in.
HEAD: Final = 1 << 17
#: How many bytes make a batch, about.
BLOCK: Final = 16 << 20


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
    decided = _encoding.decide(local.path)
    encoding, mark = decided.encoding, decided.mark
    head, whole = _head(local, encoding, mark, request.limits)
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
    known = _Known(
        local=local, mark=mark, dialect=dialect, head=told, facts=facts, limits=request.limits
    )
    return Table(
        header=told.labels,
        format=FORMAT,
        dialect=dialect,
        header_line=told.line,
        faults=tuple(_faults(told, decided)),
        batches=lambda: _batches(known),
        facts=lambda: (facts.size, facts.digest.hexdigest()),
    )


def _head(local: Local, encoding: str, mark: int, limits: Limits) -> tuple[str, bool]:
    """Return the first lines, and whether they are all: a header may be longer than most."""
    with local.path.open("rb") as file:
        file.seek(mark)
        data = file.read(HEAD)
        while not data.rstrip(b"\r\n").count(b"\n") and (more := file.read(HEAD)):
            data += more
            if len(data) > limits.record:
                raise _endless(local, limits)
        whole = not file.read(1)
    chunks = _encoding.as_utf8(iter([data]), encoding)
    return b"".join(chunks).decode(errors="ignore"), whole


def _endless(local: Local, limits: Limits) -> SourceError:
    megabytes = limits.record // MB
    return SourceError(
        Text(
            fr=f"« {local.name} » a une ligne de plus de {megabytes} Mo.",
            en=f"“{local.name}” has a line of more than {megabytes} MB.",
        ),
        Text(
            fr="Ce n'est sans doute pas du CSV, ou ses fins de ligne sont perdues.",
            en="It may be no CSV at all, or its line ends are lost.",
        ),
    )


def _faults(head: Head, decided: _encoding.Decided) -> Iterator[Fault]:
    if decided.odd_lines:
        odd = decided.odd_lines
        yield Fault(code="file.mixed-encoding", lines=odd, notes=[decided.odd] * len(odd))
    elif decided.encoding != "utf-8":
        yield Fault(code="file.not-utf8", notes=[decided.encoding])
    if not any(label.strip() for label in head.labels):
        yield Fault(code="file.empty")
    elif head.above:
        shown = "\n".join(line for line in head.above if line.strip())
        lines, notes = [1], [str(len(head.above))]
        yield Fault(code="file.title-lines", lines=lines, values=[shown], notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of a file before its records are read."""

    local: Local
    mark: int
    dialect: Dialect
    head: Head
    facts: _Facts
    limits: Limits


def _batches(known: _Known) -> Iterator[Batch]:
    blocks = _blocks(known)
    if not any(label.strip() for label in known.head.labels):
        deque(blocks, maxlen=0)
        return
    shape = Shape(delimiter=known.dialect.delimiter, width=len(known.head.labels))
    parser = Parser(shape, crlf=known.dialect.line_end == "\r\n")
    row, line = 1, known.head.end
    rest = b""
    # Two blocks are parsed at a time: none has work enough for all cores from end to end.
    with ThreadPoolExecutor(2, thread_name_prefix="tamis-parse") as doer:
        begun = (parser.begin(data, doer, last=end) for data, end in _lines(known, blocks))
        for coming in ahead(begun):
            whole = rest + coming.data if rest else coming.data
            frame, block = parser.read(whole, coming)
            rest = block.rest
            if frame.height:
                told = _nulls(whole[: len(whole) - len(rest)] if rest else whole, line)
                yield _batch(block, frame, row, line, told)
            row += frame.height
            line += block.size
    if row == 1:
        empty = pl.DataFrame(schema={column(i): pl.String for i in range(shape.width)})
        fault = Fault(code="file.no-rows", lines=[known.head.line])
        yield Batch(frame=empty, first_row=1, lines=line, faults=(fault,))


def _lines(known: _Known, blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Return whole lines below the header, block after block, and whether they are the last."""
    carry, above = b"", known.head.end - 1
    for chunk, last in ended(blocks, b""):
        data, carry = _cut(carry + chunk if carry else chunk, known.dialect.line_end, last=last)
        if len(carry) > known.limits.record:
            raise _endless(known.local, known.limits)
        while above and data:
            data, above = data[data.find(b"\n") + 1 :], above - 1
        if data or last:
            yield data, last


def _blocks(known: _Known) -> Iterator[bytes]:
    """Return the text in UTF-8, about a batch at a time, and count and hash the raw bytes."""
    facts = known.facts
    with known.local.path.open("rb") as file:
        facts.digest.update(file.read(known.mark))
        facts.size = known.mark

        def chunks() -> Iterator[bytes]:
            for chunk in _encoding.whole_lines(file, BLOCK):
                facts.digest.update(chunk)
                facts.size += len(chunk)
                yield chunk

        encoding = known.dialect.encoding
        read = ahead(chunks())
        # What is UTF-8 already passes as it is; other texts are decoded in a thread of their own.
        yield from read if encoding == "utf-8" else ahead(_encoding.as_utf8(read, encoding))


def _cut(data: bytes, line_end: str, *, last: bool) -> tuple[bytes, bytes]:
    r"""Return whole lines, ended by ``\n``, and what is left of a line."""
    if line_end in {"\n", "\r\n"} and data.endswith(b"\n"):
        return data, b""
    mark = b"\r" if line_end == "\r" else b"\n"
    end = len(data) if last else data.rfind(mark) + 1
    whole, rest = data[:end], data[end:]
    if whole and not whole.endswith(mark):
        whole += mark
    if line_end == "\r":
        whole = whole.replace(b"\r", b"\n")
    elif line_end == "mixed" and whole.count(b"\r") > whole.count(b"\r\n"):
        whole = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return whole, rest


def _batch(
    block: Block, frame: pl.DataFrame, row: int, line: int, nulls: tuple[Fault, ...]
) -> Batch:
    faults = (
        replace(
            fault,
            rows=[at + row for at in fault.rows],
            lines=[at + line for at in fault.lines],
        )
        for fault in block.faults
    )
    lines = line if block.lines is None else block.lines + line
    return Batch(frame=frame, first_row=row, lines=lines, faults=(*faults, *nulls))


def _nulls(data: bytes, line: int) -> tuple[Fault, ...]:
    """Tell the lines that hold a null character, out of whole lines that start at `line`."""
    if b"\0" not in data:
        return ()
    numbered = enumerate(data.split(b"\n"), start=line)
    hit = [(number, one) for number, one in numbered if b"\0" in one]
    return (
        Fault(
            code="file.null-bytes",
            lines=[number for number, _ in hit],
            values=[one.decode(errors="replace")[:80] for _, one in hit],
        ),
    )
