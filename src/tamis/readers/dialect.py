"""The delimiter, the line ends and the header line of a CSV file, by evidence from its head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tamis.model.dialect import TableDialect
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.readers.declared_header import declared_header
from tamis.readers.dialect_faults import header_row_faults
from tamis.readers.header import NO_HEADER, header_index, records_above
from tamis.readers.header_quotes import (
    ASIDE,
    HeadRecord,
    closed_lines,
    head_records,
    stray_quotes,
    without_swallowing_quotes,
)
from tamis.readers.line_ends import with_lf
from tamis.readers.stray_marks import MARK
from tamis.tables.batch import Fault
from tamis.tables.header import placeholder_labels

_DELIMITERS = (";", ",", "\t", "|")
_ALL: Final = "".join(_DELIMITERS)
_LONE_RETURN: Final = lazy_pattern("\r(?!\n)")
#: How many lines below the header are kept.
_BELOW: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the first records tell.

    Attributes:
        labels: its labels; placeholders where the file has no header.
        above: the lines that stand above the header and are no records.
        records: the records above the header: the physical line and the cells of each.
        titles: the other lines above it: the physical line and the cells of each.
        line: the physical line of the header, from 1; 0 where the file has none.
        end: the physical line of the first record.
        first: the first line, where the file has no header.
        quote: what stands around cells.
        rival: another delimiter than the one declared that makes columns where that makes none,
            and how many columns each makes.
        marked: the lines up to the first record that hold a byte order mark, and their texts.
        trailing: how many delimiters the header ends with that no record has.
        returns: how many CR stand within quoted labels and titles.
        below: the first lines below the header.
        faults: what is to be told of quotes that would swallow the header.
    """

    delimiter: str
    line_end: str
    labels: tuple[str, ...]
    above: tuple[str, ...] = ()
    records: tuple[tuple[int, tuple[str, ...]], ...] = ()
    titles: tuple[tuple[int, tuple[str, ...]], ...] = ()
    line: int = 0
    end: int = 1
    first: str = ""
    quote: str = '"'
    rival: tuple[str, int, int] | None = None
    marked: tuple[tuple[int, str], ...] = ()
    trailing: int = 0
    returns: int = 0
    below: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def line_end(text: str) -> str:
    """Return how lines end in `text`: one of the three ways, or ``mixed``."""
    crlf = text.count("\r\n")
    cr, lf = text.count("\r") - crlf, text.count("\n") - crlf
    used = [end for end, n in (("\r\n", crlf), ("\n", lf), ("\r", cr)) if n]
    if not used:
        return "\n"
    return used[0] if len(used) == 1 else "mixed"


def read_head(
    text: str,
    *,
    whole: bool,
    fields: Sequence[Field] = (),
    dialect: TableDialect = TableDialect(),  # noqa: B008 frozen
) -> Head:
    """Return what the head of a file tells.

    Args:
        text: its first characters.
        whole: whether that is all of it; else its last line may be cut.
        fields: those that the table should have, if that is known.
        dialect: what is declared: the delimiter, the quote, whether there is a header.
    """
    quote = dialect.quote_char or '"'
    sample = _lines(text, dialect.delimiter or _ALL, whole=whole).replace(MARK, "")
    likely = max(_DELIMITERS, key=lambda mark: _score(sample, mark, quote))
    delimiter = dialect.delimiter or likely
    lines = _lines(text, delimiter, whole=whole)
    unmarked = lines.replace(MARK, "")
    faults: tuple[Fault, ...] = ()
    if quote in unmarked and dialect.header is not False:
        unmarked, faults = without_swallowing_quotes(
            unmarked, delimiter, quote, fields, is_first=bool(dialect.header)
        )
    records = head_records(unmarked, delimiter, quote)
    rows = [record.cells for record in records]
    written = Head(
        delimiter=delimiter,
        quote=quote,
        rival=_rival(unmarked, delimiter, likely, quote),
        line_end=line_end(text),
        labels=(),
        faults=faults,
    )
    every_line = unmarked.split("\n")
    if dialect.header is False:
        labels = declared_header(rows, dialect, fields).labels
        return replace(written, labels=labels, below=tuple(every_line[:_BELOW]))
    declared = tuple(header_row_faults(rows, dialect, fields))
    written = replace(written, faults=(*faults, *declared))
    index = 0 if dialect.header else header_index(rows, fields)
    if index == NO_HEADER:
        written = replace(written, below=tuple(every_line[:_BELOW]))
        width = Counter(map(len, rows)).most_common(1)[0][0]
        first = delimiter.join(rows[0])  # that there is no header is told, and nothing else
        return replace(written, labels=placeholder_labels(width), first=first, rival=None)
    marked = _marked(lines)
    return _with_header(written, every_line, records, index, marked)


def _with_header(
    written: Head,
    lines: Sequence[str],
    records: Sequence[HeadRecord],
    index: int,
    marked: Sequence[tuple[int, str]],
) -> Head:
    """Return what the head tells where the record of index `index` is the header."""
    if any(ASIDE in line for line in lines):
        records = [
            record._replace(cells=[_as_written(cell, written.quote) for cell in record.cells])
            for record in records
        ]
    rows = [record.cells for record in records]
    trailing = _trailing(rows, index)
    labels, line, after, _ = records[index] if records else HeadRecord([], 1, 2)
    misplaced = [records[position] for position in records_above(rows, index)]
    taken = {number for record in misplaced for number in range(record.line, record.after)}
    titles = enumerate(lines[: line - 1], start=1)
    cells_by_line = {record.line: tuple(record.cells) for record in records[:index]}
    blank = {number: () for number, text in enumerate(lines[: line - 1], start=1) if not text}
    other = {**blank, **cells_by_line}
    return replace(
        written,
        labels=tuple(labels[: len(labels) - trailing]),
        above=tuple(
            _as_written(title, written.quote) for number, title in titles if number not in taken
        ),
        records=tuple((record.line, tuple(record.cells)) for record in misplaced),
        titles=tuple((number, other[number]) for number in sorted(other) if number not in taken),
        line=line,
        end=after,
        marked=tuple((number, text) for number, text in marked if number < after),
        trailing=trailing,
        returns=len(_LONE_RETURN.findall("\n".join(lines[: after - 1]))),
        below=tuple(lines[after - 1 : after - 1 + _BELOW]),
        faults=(
            *written.faults,
            *stray_quotes(
                "\n".join(lines[line - 1 : after - 1]),
                line,
                written.delimiter,
                written.quote,
                written.faults,
            ),
        ),
    )


def _as_written(text: str, quote: str) -> str:
    """Return a text with the quotes that were set aside."""
    return text.replace(ASIDE, quote)


def _lines(text: str, delimiters: str, *, whole: bool) -> str:
    """Return the whole lines of a text, each ended by LF."""
    lines = with_lf(text.encode(), delimiters, last=whole).decode()
    return lines if whole or "\n" not in lines else lines[: lines.rfind("\n")]


def _marked(lines: str) -> list[tuple[int, str]]:
    """Return the lines that hold a byte order mark, from 1, and their texts."""
    if MARK not in lines:
        return []
    return [(number, text) for number, text in enumerate(lines.split("\n"), 1) if MARK in text]


def _trailing(rows: Sequence[Sequence[str]], index: int) -> int:
    """Return how many blank labels the header ends with for which no record has a cell."""
    widest = max((len(row) for row in rows[index + 1 :]), default=0)
    labels = rows[index] if rows else ()
    named = max((at for at, label in enumerate(labels, start=1) if label.strip()), default=0)
    return max(len(labels) - max(widest, named), 0) if widest and named else 0


def _rival(lines: str, declared: str, found: str, quote: str) -> tuple[str, int, int] | None:
    """Return the delimiter that makes columns where the one declared makes none."""
    if declared == found or len(declared) != 1 or _score(lines, declared, quote)[1] > 1:
        return None
    wide = _score(lines, found, quote)[1]
    return (found, 1, wide) if wide > 1 else None


def _score(lines: str, delimiter: str, quote: str) -> tuple[float, int]:
    """Return how well a delimiter explains the records: their agreement, then their width."""
    if delimiter not in lines:
        return (0.0, 1)
    records = head_records(closed_lines(lines, delimiter, quote), delimiter, quote)
    widths = Counter(len(record.cells) for record in records if any(record.cells))
    if not widths:
        return (0.0, 1)
    width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]))
    if width == 1:
        return (0.0, 1)
    return (count / widths.total(), width)
