"""A delimited text as a table, where a dialect declares more than a delimiter and a quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import polars as pl

from tamis.model.dialect import Dialect, TableDialect
from tamis.readers import Request, encodings, ensure_width
from tamis.readers.declared_header import DeclaredHeader, declared_header, is_comment
from tamis.readers.declared_left_out import comment_fault, head_faults, null_faults
from tamis.readers.declared_records import DeclaredRecord, declared_cells, records
from tamis.readers.dialect_faults import header_row_faults
from tamis.readers.encodings import Decision
from tamis.readers.figures import FigureSample
from tamis.readers.last_item import with_last
from tamis.readers.ragged import Ragged
from tamis.readers.shape import Shape
from tamis.readers.stray_marks import MARK, mark_faults
from tamis.readers.swallowed import Reading, judge
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile
from tamis.tables.batch import Batch, Fault, Table, column

#: Records that are looked at for the header, beyond the last that a dialect names.
_HEAD: Final = 200
_ROWS: Final = 20_000
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text, how it is written, and its header."""

    local: LocalFile
    dialect: TableDialect
    encoding: str
    mark: int
    header: DeclaredHeader
    sample: FigureSample

    def records(self) -> Iterator[DeclaredRecord]:
        """Return its records, comments and header included."""
        return records(_decoded(self.local, self.encoding, self.mark), self.dialect)


def declared_text_table(
    local: LocalFile, request: Request, decision: Decision, mark: int, delimiter: str
) -> Table:
    """Open a delimited text as its dialect declares.

    Args:
        local: the file.
        request: says what is declared, and which fields the table should have.
        decision: its encoding.
        mark: the length of its byte order mark.
        delimiter: what separates its cells, where its dialect does not say.

    Raises:
        SourceError: it has too many columns.
    """
    dialect = replace(request.dialect, delimiter=request.dialect.delimiter or delimiter)
    chunks = _decoded(local, decision.encoding, mark)
    most = max(dialect.header_rows, default=0) + max(dialect.comment_rows, default=0) + _HEAD
    first = list(islice(records(chunks, dialect), most))
    header = declared_header([record.cells for record in first], dialect, request.fields)
    ensure_width(local, len(header.labels), request.limits)
    text = _Text(
        local=local,
        dialect=dialect,
        encoding=decision.encoding,
        mark=mark,
        header=header,
        sample=_sample(first[header.last :], len(header.labels), dialect),
    )
    rows = [
        record.cells
        for number, record in enumerate(first, start=1)
        if not is_comment(number, record.cells[0], dialect)
    ]
    line = first[header.last - 1].line if 0 < header.last <= len(first) else 0
    return Table(
        header=header.labels,
        format="csv",
        header_line=max(line, 1),
        faults=(
            *(() if any(map(str.strip, header.labels)) else (Fault(code="file.empty"),)),
            *header_row_faults(rows, dialect, request.fields),
            *_header_faults(first[: header.last]),
            *head_faults(((record.line, record.cells) for record in first), dialect, header.last),
        ),
        batches=lambda: _batches(text, line),
        facts=lambda: size_and_sha256(local.path),
        dialect=lambda: Dialect(
            encoding=decision.encoding,
            certain=decision.certain,
            bom=bool(mark),
            delimiter=dialect.delimiter,
            quote=dialect.quote_char or "",
            header_line=line,
        ),
    )


def _decoded(local: LocalFile, encoding: str, mark: int) -> Iterator[str]:
    """Return a text in pieces."""
    with local.path.open("rb") as file:
        file.seek(mark)
        chunks = encodings.whole_lines(file, _BLOCK)
        if encoding in encodings.WIDE:
            for chunk in encodings.narrowed(chunks, encoding):
                yield chunk.decode(errors="replace")
        else:
            for chunk in chunks:
                yield encodings.as_utf8(chunk, encoding).decode(errors="replace")


def _batches(text: _Text, header_line: int) -> Iterator[Batch]:
    if not any(map(str.strip, text.header.labels)):
        return
    row = 1
    for chunk, last in with_last(_chunks(_below(text)), []):
        data = [record for record in chunk if not record.is_comment]
        if not chunk and not (last and row == 1):
            continue
        batch = _batch(data, row, text, header_line, is_last=last)
        yield replace(batch, faults=(*batch.faults, *_comments(chunk, row - 1)))
        row += len(data)


def _below(text: _Text) -> Iterator[DeclaredRecord]:
    """Return the records below the header, comments marked as such."""
    for number, record in enumerate(text.records(), start=1):
        if number <= text.header.last:
            continue
        if is_comment(number, record.cells[0], text.dialect):
            yield record._replace(is_comment=True)
        else:
            yield from _apart(record, text)


def _comments(chunk: Sequence[DeclaredRecord], before: int) -> tuple[Fault, ...]:
    """Return the comments among some records, before which stand others."""
    comments: list[tuple[int, int, Sequence[str]]] = []
    for record in chunk:
        if record.is_comment:
            comments.append((before, record.line, record.cells))
        else:
            before += 1
    return comment_fault(comments)


def _apart(record: DeclaredRecord, text: _Text) -> Iterator[DeclaredRecord]:
    """Return a record, or those that its lines are where two stray quotes join them."""
    lines = record.text.split("\n")
    width = len(text.header.labels)
    if len(lines) == 1 or record.is_open or width == 1:
        yield record
        return
    cells = [declared_cells(line, text.dialect)[0] for line in lines]
    cells = [
        row if len(row) == width else line.split(text.dialect.delimiter)
        for row, line in zip(cells, lines, strict=True)
    ]
    reading = judge(cells, len(record.cells), width, lambda: text.sample.columns(lines))
    end = record.line + len(lines) - 1
    if reading is not Reading.ROWS:
        yield record._replace(doubtful=end if reading is Reading.DOUBTFUL else 0)
        return
    for nth, (row, line) in enumerate(zip(cells, lines, strict=True)):
        has_stray = nth > 0 and line.count(text.dialect.quote_char or "\0") % 2 == 1
        apart = 0 if nth else end
        yield DeclaredRecord(record.line + nth, row, line, is_stray=has_stray, apart=apart)


def _sample(
    records_below: Sequence[DeclaredRecord], width: int, dialect: TableDialect
) -> FigureSample:
    """Return a sample of the lines below a header."""
    lines = [line for record in records_below for line in record.text.split("\n")]
    return FigureSample(lines, width, lambda line: declared_cells(line, dialect)[0])


def _header_faults(above: Sequence[DeclaredRecord]) -> Iterator[Fault]:
    yield from mark_faults((record.line, record.text) for record in above if MARK in record.text)
    for record in above:
        if record.is_open:
            values = [record.text.split("\n")[0]]
            yield Fault(code="file.unclosed-quote", lines=[record.line], values=values)
        elif record.is_stray:
            yield Fault(code="row.stray-quote", lines=[record.line], values=[record.text])


def _chunks(rows: Iterator[DeclaredRecord]) -> Iterator[list[DeclaredRecord]]:
    while chunk := list(islice(rows, _ROWS)):
        yield chunk


def _batch(
    chunk: Sequence[DeclaredRecord], row: int, text: _Text, header_line: int, *, is_last: bool
) -> Batch:
    width, dialect = len(text.header.labels), text.dialect
    ragged = Ragged(shape=Shape(delimiter=dialect.delimiter[:1], width=width))
    rows = [_fitted(ragged, record, row + at) for at, record in enumerate(chunk)]
    schema = {column(position): pl.String for position in range(width)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    faults = ragged.faults()
    marked = [(record.line, record.text) for record in chunk if MARK in record.text]
    empty = [(record.line, record.text[:80]) for record in chunk if "\0" in record.text]
    faults = (*faults, *mark_faults(marked))
    if empty:
        nulls = Fault(
            code="file.null-bytes",
            lines=[line for line, _ in empty],
            values=[value for _, value in empty],
        )
        faults = (*faults, nulls)
    if not chunk and is_last and row == 1:
        faults = (Fault(code="file.no-rows", lines=[max(header_line, 1)]),)
    lines = pl.Series([record.line for record in chunk], dtype=pl.UInt32)
    batch = Batch(frame=frame, first_row=row, lines=lines, faults=faults)
    return next(nulled(iter([batch]), dialect.null_sequence))


def _fitted(ragged: Ragged, record: DeclaredRecord, row: int) -> list[str | None]:
    if record.is_open:
        ragged.add("file.unclosed-quote", row, record.line, record.text.split("\n")[0])
    if record.apart:
        value = record.text
        ragged.add("row.quotes-apart", row, record.line, value, note=str(record.apart))
    elif record.doubtful:
        value = record.text.split("\n")[0]
        ragged.add("row.doubtful-cell", row, record.line, value, note=str(record.doubtful))
    elif record.is_stray:
        ragged.add("row.stray-quote", row, record.line, record.text)
    return [cell or None for cell in ragged.fitted(record.cells, row, record.line)]


def nulled(batches: Iterator[Batch], sequence: str | None) -> Iterator[Batch]:
    """Return batches in which a sequence that stands for nothing is null."""
    if not sequence:
        return batches
    return (_with_nulls(batch, sequence) for batch in batches)


def _with_nulls(batch: Batch, sequence: str) -> Batch:
    frame = batch.frame
    _, lines = batch.places(pl.int_range(frame.height, eager=True))
    faults = (*batch.faults, *null_faults(frame, batch.first_row, lines, sequence))
    is_null = pl.all() == sequence
    return replace(
        batch,
        frame=frame.with_columns(pl.when(is_null).then(None).otherwise(pl.all()).name.keep()),
        faults=faults,
    )
