"""Delimited text (RFC 4180 and what people make of it)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

import polars as pl

from tamis.model.dialect import UTF8, TableDialect
from tamis.model.limits import Limits
from tamis.readers import Request, encodings, ensure_width, reader
from tamis.readers.declared_header import declares_rows
from tamis.readers.declared_left_out import no_header_fault
from tamis.readers.declared_records import is_plain, usual_lines
from tamis.readers.declared_text import declared_text_table, nulled
from tamis.readers.delimited_lines import (
    DelimitedSource,
    Facts,
    blocks,
    blocks_of_lines,
    endless,
    ensure_records,
)
from tamis.readers.dialect import Head, read_head
from tamis.readers.dialect_faults import terminator_faults
from tamis.readers.encoding_decision import (
    encoding_faults,
    first_decision,
    later_decision,
    whole_decision,
)
from tamis.readers.header_faults import header_faults, records_batch
from tamis.readers.parser import NotUtf8Error, Parser
from tamis.readers.quoted_lines import quoted_lines_faults
from tamis.readers.record_count import QuickCount
from tamis.readers.shape import Shape
from tamis.readers.stray_marks import mark_faults
from tamis.readers.structure import Block
from tamis.readers.swallowed import figure_sample
from tamis.sources.local import LocalFile
from tamis.tables.batch import Batch, Fault, Table, column
from tamis.tables.prefetch import started_ahead

FORMAT = "csv"
SUFFIXES = (".csv", ".tsv", ".tab")

#: How many bytes the delimiter and the header are sought in.
HEAD: Final = 1 << 17
#: How many batches are in work at a time: none has work enough for all cores from end to end.
IN_WORK: Final = 3


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open a CSV file.

    Raises:
        SourceError: it is too wide, or has a record beyond the limit.
    """
    raw, whole = _head(local, request.limits)
    encoding, mark = encodings.marked(raw)
    raw = raw[mark:]
    end = b"\n" if b"\n" in raw else b"\r"
    marked = encoding if mark or encoding != UTF8 else ""
    first = raw if whole else raw[: raw.rfind(end) + 1]
    decision = first_decision(local, request, marked, first, end)
    is_odd = not is_plain(request.dialect) or declares_rows(request.dialect)
    if decision.provisional and not whole and is_odd:
        decision = whole_decision(local, request, end)
    if decision.encoding in encodings.WIDE:
        raw = b"".join(encodings.narrowed(iter([raw]), decision.encoding))
    else:
        raw = encodings.as_utf8(raw, decision.encoding)
    text = raw.decode(errors="ignore")
    head = read_head(
        usual_lines(text, request.dialect.line_terminator),
        whole=whole,
        fields=request.fields,
        dialect=request.dialect if is_plain(request.dialect) else TableDialect(),
    )
    faults = (
        *encoding_faults(decision),
        *_delimiter_faults(head),
        *terminator_faults(text, request.dialect.line_terminator),
    )
    if is_odd:
        table = declared_text_table(local, request, decision, mark, head.delimiter)
        return replace(table, faults=(*faults, *table.faults))
    ensure_width(local, len(head.labels), request.limits)
    facts = Facts(
        encoding=decision.encoding,
        count=QuickCount(head.end - 1 + head.returns),
        certain=decision.certain,
        provisional=decision.provisional,
    )
    source = DelimitedSource(
        local=local, mark=mark, end=end, head=head, facts=facts, request=request
    )
    null = request.dialect.null_sequence
    return Table(
        header=head.labels,
        format=FORMAT,
        header_line=max(head.line, 1),
        faults=(
            *faults,
            *header_faults(head.labels, head.above, head.records, head.first, head.titles),
            *_trailing_faults(head),
            *quoted_lines_faults(text, head.labels, request.fields),
            *head.faults,
            *mark_faults(head.marked, are_removed=True),
            *(no_header_fault() if request.dialect.header is False else ()),
        ),
        batches=lambda: nulled(_batches(source), null),
        facts=lambda: (facts.size, facts.digest.hexdigest()),
        dialect=source.dialect,
        quotes=lambda: facts.count.quotes,
    )


def _head(local: LocalFile, limits: Limits) -> tuple[bytes, bool]:
    """Return the first lines, and whether they are all: a header may be longer than most."""
    with local.path.open("rb") as file:
        data = file.read(HEAD)
        while not _ended(data) and (more := file.read(HEAD)):
            data += more
            if len(data) > limits.record:
                raise endless(local, limits)
        return data, not file.read(1)


def _ended(data: bytes) -> bool:
    """Whether a line ends in `data`, and another begins."""
    within = data.rstrip(b"\r\n")
    return b"\n" in within or b"\r" in within


def _delimiter_faults(head: Head) -> Iterator[Fault]:
    """Tell that the delimiter that is declared separates nothing, and that another one does."""
    if head.rival:
        other, width, wide = head.rival
        value = f"« {head.delimiter} » : {width}, « {other} » : {wide}"
        yield Fault(
            code="file.off-dialect", values=[value], notes=[f"delimiter: {head.delimiter!r}"]
        )


def _trailing_faults(head: Head) -> Iterator[Fault]:
    if head.trailing:
        yield Fault(code="file.trailing-delimiter", lines=[head.line], notes=[str(head.trailing)])


def _batches(source: DelimitedSource) -> Iterator[Batch]:
    chunks = blocks(source)
    if not any(label.strip() for label in source.head.labels):
        deque(chunks, maxlen=0)
        return
    encoding = source.facts.encoding
    shape = Shape(
        delimiter=source.head.delimiter,
        quote=source.head.quote,
        width=len(source.head.labels),
        crlf=source.head.line_end == "\r\n",
    )
    shape.sample = figure_sample(source.head.below, shape)
    wide = encoding in encodings.WIDE
    parser = Parser(shape, UTF8 if wide else encoding, provisional=source.facts.provisional)
    row, line, split = 1, source.head.end, 0
    if source.head.records:
        yield records_batch(source.head.records, shape.width)
        row += len(source.head.records)
    rest = b""
    late: tuple[Fault, ...] = ()
    with ThreadPoolExecutor(IN_WORK, thread_name_prefix="tamis-parse") as executor:
        lines = blocks_of_lines(source, chunks)
        for coming in started_ahead(
            lines, lambda block: parser.begin(*block, executor), IN_WORK - 1
        ):
            try:
                frame, block, _ = parser.read(rest, coming)
            except NotUtf8Error:
                late = _redecide(source, parser)
                frame, block, _ = parser.read(rest, coming)
            rest = block.rest
            if frame.height:
                yield _batch(block, frame, row, line, late)
                late = ()
            row += frame.height
            split += _split(block)
            line += block.size
    ensure_records(source, row - 1 - len(source.head.records) - split)
    if row == 1:
        late = (Fault(code="file.no-rows", lines=[source.head.line]), *late)
    if late:
        empty = pl.DataFrame(schema={column(i): pl.String for i in range(shape.width)})
        yield Batch(frame=empty, first_row=row, lines=line, faults=late)


def _split(block: Block) -> int:
    """Return how many records there are more than quotes would make of the lines of a block."""
    apart = [fault for fault in block.faults if fault.code == "row.quotes-apart"]
    return sum(
        end - start for fault in apart for start, end in zip(fault.lines, fault.ends, strict=True)
    )


def _redecide(source: DelimitedSource, parser: Parser) -> tuple[Fault, ...]:
    """Decide the encoding over the whole file, for it is not UTF-8; return the faults to report."""
    decision = later_decision(source.local, source.request, source.end)
    source.facts.encoding, source.facts.certain = decision.encoding, decision.certain
    parser.decide(decision.encoding)
    return tuple(encoding_faults(decision))


def _batch(
    block: Block, frame: pl.DataFrame, row: int, line: int, more: tuple[Fault, ...]
) -> Batch:
    faults = (
        replace(
            fault,
            rows=[index + row for index in fault.rows],
            lines=[index + line for index in fault.lines],
            notes=[str(index + line) for index in fault.ends] or fault.notes,
        )
        for fault in block.faults
    )
    lines = line if block.lines is None else block.lines + line
    return Batch(frame=frame, first_row=row, lines=lines, faults=(*faults, *more))
