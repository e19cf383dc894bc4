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
from tamis.readers.declared_records import DeclaredRecord, records
from tamis.readers.encodings import Decision
from tamis.readers.last_item import with_last
from tamis.readers.ragged import Ragged
from tamis.readers.shape import Shape
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
    text = _Text(local=local, dialect=dialect, encoding=decision.encoding, mark=mark, header=header)
    line = first[header.last - 1].line if 0 < header.last <= len(first) else 0
    return Table(
        header=header.labels,
        format="csv",
        header_line=max(line, 1),
        faults=() if any(map(str.strip, header.labels)) else (Fault(code="file.empty"),),
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
    width = len(text.header.labels)
    if not any(map(str.strip, text.header.labels)):
        return
    row = 1
    for chunk, last in with_last(_chunks(_data(text)), []):
        if not chunk and not (last and row == 1):
            continue
        yield _batch(chunk, width, row, text.dialect, header_line)
        row += len(chunk)


def _data(text: _Text) -> Iterator[DeclaredRecord]:
    """Return the records that are data: neither header nor comments."""
    for number, record in enumerate(text.records(), start=1):
        above = number <= text.header.last
        if not above and not is_comment(number, record.cells[0], text.dialect):
            yield record


def _chunks(rows: Iterator[DeclaredRecord]) -> Iterator[list[DeclaredRecord]]:
    while chunk := list(islice(rows, _ROWS)):
        yield chunk


def _batch(
    chunk: Sequence[DeclaredRecord],
    width: int,
    row: int,
    dialect: TableDialect,
    header_line: int,
) -> Batch:
    ragged = Ragged(shape=Shape(delimiter=dialect.delimiter[:1], width=width))
    rows = [_fitted(ragged, record, row + at) for at, record in enumerate(chunk)]
    schema = {column(position): pl.String for position in range(width)}
    frame = as_null(pl.DataFrame(rows, schema=schema, orient="row"), dialect.null_sequence)
    faults = ragged.faults()
    if not chunk:
        faults = (Fault(code="file.no-rows", lines=[max(header_line, 1)]),)
    lines = pl.Series([record.line for record in chunk], dtype=pl.UInt32)
    return Batch(frame=frame, first_row=row, lines=lines, faults=faults)


def _fitted(ragged: Ragged, record: DeclaredRecord, row: int) -> list[str | None]:
    if record.is_open:
        ragged.add("file.unclosed-quote", row, record.line)
    return [cell or None for cell in ragged.fitted(record.cells, row, record.line)]


def nulled(batches: Iterator[Batch], sequence: str | None) -> Iterator[Batch]:
    """Return batches in which a sequence that stands for nothing is null."""
    if not sequence:
        return batches
    return (replace(batch, frame=as_null(batch.frame, sequence)) for batch in batches)


def as_null(frame: pl.DataFrame, sequence: str | None) -> pl.DataFrame:
    """Return a frame of texts in which a sequence that stands for nothing is null."""
    if not sequence:
        return frame
    return frame.with_columns(
        pl.when(pl.all() == sequence).then(None).otherwise(pl.all()).name.keep()
    )
