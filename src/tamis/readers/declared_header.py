"""The header of a table where a dialect declares it (Data Package v2, "Table Dialect")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tamis.model.dialect import TableDialect
from tamis.model.schema import Field


class DeclaredHeader(NamedTuple):
    """Labels, and the number of the row that the header ends with; 0 where there is none."""

    labels: tuple[str, ...]
    last: int


def declares_header(dialect: TableDialect) -> bool:
    """Whether a dialect says where the header is, or which rows are no data."""
    return dialect.header is not None or declares_rows(dialect)


def declares_rows(dialect: TableDialect) -> bool:
    """Whether a dialect says which rows are the header, or no data."""
    return bool(dialect.header_rows or dialect.comment_rows or dialect.comment_char)


def is_comment(number: int, first: object, dialect: TableDialect) -> bool:
    """Whether a row is no data.

    Args:
        number: its number, from 1.
        first: its first cell.
        dialect: what is declared.
    """
    marked = dialect.comment_char and isinstance(first, str)
    return number in dialect.comment_rows or bool(
        marked and str(first).startswith(dialect.comment_char)
    )


def declared_header(
    rows: Sequence[Sequence[str]], dialect: TableDialect, fields: Sequence[Field]
) -> DeclaredHeader:
    """Return the header that a dialect declares.

    Args:
        rows: the first rows, all of them to the last that may be part of the header.
        dialect: what is declared.
        fields: those of the schema, which name the columns of a table without a header.
    """
    data = [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if not is_comment(number, row[0] if row else "", dialect)
    ]
    if dialect.header is False:
        return DeclaredHeader(_names(fields, max((len(row) for _, row in data), default=0)), 0)
    wanted = dialect.header_rows or tuple(number for number, _ in data[:1])
    joined = _joined([row for number, row in data if number in wanted], dialect.header_join)
    return DeclaredHeader(tuple(joined), max(wanted, default=0))


def _names(fields: Sequence[Field], width: int) -> tuple[str, ...]:
    """Return the labels of a table without a header: the schema's names, in order."""
    if fields:
        return tuple(field.name for field in fields)
    return tuple(f"field{number}" for number in range(1, width + 1))


def _joined(rows: Sequence[Sequence[str]], separator: str) -> Iterator[str]:
    """Return the labels of several rows; a label that repeats the one above stands once."""
    for position in range(max(map(len, rows), default=0)):
        parts: list[str] = []
        for row in rows:
            part = row[position] if position < len(row) else ""
            if part and (not parts or parts[-1] != part):
                parts.append(part)
        yield separator.join(parts)
