"""A JSON document as a table, where a dialect declares where its rows are and what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from tamis.model.dialect import TableDialect
from tamis.model.errors import SourceError
from tamis.model.parse_errors import parse_reason
from tamis.model.text import Text
from tamis.readers import Request
from tamis.readers.declared_encoding import json_encoding
from tamis.readers.declared_header import declared_header, is_comment
from tamis.readers.declared_left_out import comment_fault, head_faults
from tamis.readers.dialect_faults import header_row_faults
from tamis.readers.documents import no_table
from tamis.readers.members import Record, RepeatedMembers, distinct, label
from tamis.readers.ragged import Ragged
from tamis.readers.records import Names, damaged, decoder, table, text
from tamis.readers.shape import Shape
from tamis.sources.copying import too_large
from tamis.sources.local import LocalFile
from tamis.tables.batch import Batch, Fault, Table

#: Between cells beyond the header, where they are told.
_BETWEEN: Final = ","


def declares_items(dialect: TableDialect) -> bool:
    """Whether a dialect says where the rows of a document are, or what they are."""
    return bool(dialect.property or dialect.item_type or dialect.item_keys)


def declared_json_table(local: LocalFile, request: Request, format_name: str) -> Table:
    """Open a JSON document as its dialect declares; it is held whole.

    Raises:
        SourceError: it is not JSON, is too large, or has not what is declared.
    """
    items, faults = _items(_document(local, request), request.dialect.property)
    declared = _table_of_items(local, request, items, format_name)
    return replace(declared, faults=(*faults, *declared.faults)) if faults else declared


def _table_of_items(local: LocalFile, request: Request, items: Any, format_name: str) -> Table:
    dialect = request.dialect
    if not isinstance(items, list):
        raise (
            _no_property(local, dialect.property) if dialect.property else no_table(local, request)
        )
    is_array = dialect.item_type == "array" or (
        not dialect.item_type and bool(items) and isinstance(items[0], list)
    )
    if is_array:
        return _of_arrays(local, request, items, format_name)
    if not all(isinstance(item, dict) for item in items):
        raise no_table(local, request)
    names = Names(local, request)
    records = [Record(1, distinct(item)) for item in items]
    # Members that are not declared are columns too, after the others: no value goes unread.
    for record in (Record(1, dict.fromkeys(dialect.item_keys)), *records):
        names.add(record)
    of_items = table(local, format_name, names, lambda: records)
    every = dict.fromkeys(label(name) for record in records for name in record.members)
    undeclared = [name for name in every if dialect.item_keys and name not in dialect.item_keys]
    if not undeclared:
        return of_items
    fault = Fault(
        code="file.off-dialect",
        values=[", ".join(undeclared)],
        notes=[f"itemKeys: {', '.join(dialect.item_keys)}"],
    )
    return replace(of_items, faults=(*of_items.faults, fault))


def _document(local: LocalFile, request: Request) -> Any:
    if local.path.stat().st_size > request.limits.document:
        raise too_large(local.name, request.limits.document)
    try:
        content = local.path.read_text(encoding=json_encoding(request.dialect.encoding))
        return decoder().decode(content)
    except (ValueError, RecursionError, LookupError) as error:
        raise damaged(local.name, "JSON", parse_reason(error)) from error


def _items(document: Any, path: str) -> tuple[Any, tuple[Fault, ...]]:
    """Return what members lead to, None where one is not there, and what is to be told of them.

    A list that stands more than once goes on.
    """
    faults: list[Fault] = []
    for name in path.split(".") if path else ():
        again = document.again() if isinstance(document, RepeatedMembers) else ()
        document, pairs = (
            document.get(name) if isinstance(document, Mapping) else None,
            getattr(document, "pairs", ()),
        )
        if name in again:
            faults.append(Fault(code="file.repeated-list", lines=[1], values=[name]))
            values = [value for other, value in pairs if other == name]
            if all(isinstance(value, list) for value in values):
                document = [item for value in values for item in value]
    return document, tuple(faults)


def _of_arrays(local: LocalFile, request: Request, items: Sequence[Any], format_name: str) -> Table:
    """Return the table of rows that are arrays: the first is the header by default."""
    if not all(isinstance(item, list) for item in items):
        raise no_table(local, request)
    texts = [[text(value) or "" for value in item] for item in items]
    header = declared_header(texts, request.dialect, request.fields)
    labels = tuple(distinct(RepeatedMembers([(name, None) for name in header.labels])))
    names = Names(local, request)
    names.add(Record(1, dict.fromkeys(labels)))
    rows = [
        item
        for number, item in enumerate(items, start=1)
        if number > header.last and not is_comment(number, item[0] if item else "", request.dialect)
    ]
    of_arrays = table(local, format_name, names, lambda: (_record(item, labels) for item in rows))
    return replace(
        of_arrays,
        faults=(
            *of_arrays.faults,
            *header_row_faults(texts, request.dialect, request.fields),
            *head_faults(enumerate(texts, start=1), request.dialect, header.last),
            *comment_fault(list(_comments(texts, header.last, request.dialect))),
        ),
        batches=lambda: _told(of_arrays.batches(), rows, len(labels)),
    )


def _comments(
    rows: Sequence[list[str]], last: int, dialect: TableDialect
) -> Iterator[tuple[int, int, list[str]]]:
    """Return the comments below a header: how many records stand before each, its row, cells."""
    before = 0
    for number, cells in enumerate(rows[last:], start=last + 1):
        if is_comment(number, cells[0] if cells else "", dialect):
            yield before, number, cells
        else:
            before += 1


def _record(item: Sequence[Any], labels: Sequence[str]) -> Record:
    return Record(1, dict(zip(labels, item, strict=False)))


def _told(batches: Iterator[Batch], rows: Sequence[list[Any]], width: int) -> Iterator[Batch]:
    """Return batches in which rows that are too long or too short are told."""
    for batch in batches:
        faults = Ragged(shape=Shape(delimiter=_BETWEEN, width=width))
        start = batch.first_row - 1
        for at, item in enumerate(rows[start : start + batch.frame.height]):
            if len(item) != width:
                cells = [text(value) or "" for value in item]
                faults.fitted(cells, batch.first_row + at, 1)
        yield replace(batch, faults=(*batch.faults, *faults.faults()))


def _no_property(local: LocalFile, path: str) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {local.name} » n'a pas de liste là où son dialecte le dit : « {path} ».",
            en=f"“{local.name}” has no list where its dialect says: “{path}”.",
        ),
        Text(fr="Corrigez « property ».", en="Correct “property”."),
    )
