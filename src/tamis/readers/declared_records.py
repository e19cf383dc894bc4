"""The records of a delimited text that is written as a dialect declares, a character at a time.

Quotes, escapes, blanks and line ends are what the dialect says; a plain dialect is read by the
parser, which is much faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tamis.model.dialect import TableDialect
from tamis.readers.ragged import MAX_RECORD

_ENDS: Final = re.compile(r"\r\n|\n|\r")
_USUAL_ENDS: Final = frozenset({"", "\n", "\r\n", "\r"})


class DeclaredRecord(NamedTuple):
    """A record: its physical line, its cells; `is_open`: whether a quote of it is never closed."""

    line: int
    cells: list[str]
    is_open: bool = False


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
            yield DeclaredRecord(start, [line])
            continue
        text = line
        cells, is_open = _cells(text, dialect)
        while is_open and len(text) < MAX_RECORD and (more := next(lines, None)) is not None:
            text = f"{text}\n{more[1]}"
            cells, is_open = _cells(text, dialect) if _may_close(more[1], dialect) else ([], True)
        yield DeclaredRecord(start, cells or _cells(text, dialect)[0], is_open)


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


def _cells(text: str, dialect: TableDialect) -> tuple[list[str], bool]:
    """Return the cells of a record, and whether a quote of it is open at its end."""
    quote, escape, delimiter = dialect.quote_char or "", dialect.escape_char, dialect.delimiter
    if not (quote and quote in text) and not (escape and escape in text):
        cells = text.split(delimiter)
        return [cell.lstrip(" ") for cell in cells] if dialect.skip_initial_space else cells, False
    cells, cell, at, quoted = [], "", 0, False
    fresh = True
    while at < len(text):
        if fresh and not quoted and dialect.skip_initial_space and text[at] == " ":
            at += 1
        elif escape and text.startswith(escape, at) and at + len(escape) < len(text):
            cell, at, fresh = cell + text[at + len(escape)], at + len(escape) + 1, False
        elif quoted and text.startswith(quote, at):
            doubled = dialect.double_quote and text.startswith(quote, at + len(quote))
            cell, quoted = (cell + quote, True) if doubled else (cell, False)
            at += len(quote) * (1 + doubled)
        elif quote and fresh and text.startswith(quote, at):
            at, quoted, fresh = at + len(quote), True, False
        elif not quoted and text.startswith(delimiter, at):
            cells.append(cell)
            cell, at, fresh = "", at + len(delimiter), True
        else:
            cell, at, fresh = cell + text[at], at + 1, False
    return [*cells, cell], quoted
