"""The records of a delimited text that is written as a dialect declares, a character at a time.

Quotes, escapes, blanks and line ends are what the dialect says; a plain dialect is read by the
parser, which is much faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tamis.model.dialect import TableDialect
from tamis.model.lazy_pattern import lazy_pattern
from tamis.readers.ragged import MAX_RECORD
from tamis.readers.stray_marks import MARK

_ENDS: Final = lazy_pattern(r"\r\n|\n|\r")
_USUAL_ENDS: Final = frozenset({"", "\n", "\r\n", "\r"})


class DeclaredRecord(NamedTuple):
    """A record.

    Attributes:
        line: its physical line.
        cells: its cells.
        text: its lines as they are written.
        is_open: whether a quote of it is never closed.
        is_stray: whether text follows a quote that closes a cell.
        apart: where its line is a record that quotes joined with others, the last of them.
        doubtful: the last of its lines, where these may be records.
        is_comment: whether it is declared to be no data.
    """

    line: int
    cells: list[str]
    text: str = ""
    is_open: bool = False
    is_stray: bool = False
    apart: int = 0
    doubtful: int = 0
    is_comment: bool = False


def is_plain(dialect: TableDialect) -> bool:
    """Whether a delimited text is written as the parser reads it, whatever its delimiter."""
    return (
        dialect.quote_char == '"'
        and len(dialect.delimiter.encode()) <= 1
        and dialect.double_quote
        and not dialect.escape_char
        and not dialect.skip_initial_space
        and dialect.line_terminator in _USUAL_ENDS
    )


def usual_lines(text: str, terminator: str) -> str:
    """Return a text whose lines end as usual."""
    return text if terminator in _USUAL_ENDS else text.replace(terminator, "\n")


def records(chunks: Iterator[str], dialect: TableDialect) -> Iterator[DeclaredRecord]:
    """Return the records of a text, comments and header included.

    Args:
        chunks: the text, in pieces.
        dialect: how it is written; its delimiter is known.
    """
    lines = _lines(chunks, dialect.line_terminator)
    for start, line in lines:
        if dialect.comment_char and line.startswith(dialect.comment_char):
            yield DeclaredRecord(start, [line], line)
            continue
        text = line
        bare = text.lstrip(MARK)
        cells, is_open, is_stray = declared_cells(bare, dialect)
        while is_open and len(text) < MAX_RECORD and (more := next(lines, None)) is not None:
            text, bare = f"{text}\n{more[1]}", f"{bare}\n{more[1]}"
            if _may_close(more[1], dialect):
                cells, is_open, is_stray = declared_cells(bare, dialect)
            else:
                cells = []
        cells = cells or declared_cells(bare, dialect)[0]
        yield DeclaredRecord(start, cells, text, is_open, is_stray)


def _may_close(line: str, dialect: TableDialect) -> bool:
    return (dialect.quote_char or "") in line


def _lines(chunks: Iterator[str], terminator: str) -> Iterator[tuple[int, str]]:
    """Return the lines of a text without their ends, and their numbers, from 1."""
    ends = _ENDS if terminator in _USUAL_ENDS else re.compile(re.escape(terminator))
    number, carry = 1, ""
    for chunk in chunks:
        *lines, carry = ends.split(carry + chunk)
        if carry == "" and chunk.endswith("\r"):  # a line feed may follow
            carry = f"{lines.pop()}\r"
        for line in lines:
            yield number, line
            number += 1
    if carry:
        yield number, carry.removesuffix("\r") if ends is _ENDS else carry


def declared_cells(text: str, dialect: TableDialect) -> tuple[list[str], bool, bool]:
    """Return the cells of a record, whether a quote of it is open at its end, or astray."""
    quote, escape, delimiter = dialect.quote_char or "", dialect.escape_char, dialect.delimiter
    if not (quote and quote in text) and not (escape and escape in text):
        cells = text.split(delimiter)
        bare = [cell.lstrip(" ") for cell in cells] if dialect.skip_initial_space else cells
        return bare, False, False
    cells, cell, at, quoted = [], "", 0, False
    fresh, closed, is_stray = True, False, False
    while at < len(text):
        if fresh and not quoted and dialect.skip_initial_space and text[at] == " ":
            at += 1
        elif escape and text.startswith(escape, at) and at + len(escape) < len(text):
            cell, at, fresh = cell + text[at + len(escape)], at + len(escape) + 1, False
        elif quoted and text.startswith(quote, at):
            doubled = dialect.double_quote and text.startswith(quote, at + len(quote))
            cell, quoted = (cell + quote, True) if doubled else (cell, False)
            closed = not doubled
            at += len(quote) * (1 + doubled)
        elif quote and fresh and text.startswith(quote, at):
            at, quoted, fresh = at + len(quote), True, False
        elif not quoted and text.startswith(delimiter, at):
            cells.append(cell)
            cell, at, fresh, closed = "", at + len(delimiter), True, False
        else:
            is_stray = is_stray or (closed and not quoted)
            cell, at, fresh = cell + text[at], at + 1, False
    return [*cells, cell], quoted, is_stray
