"""Quotes that swallow the header of a delimited text, or the lines above it.

A quote that nothing closes, or that another one closes far below, makes one label of the header
and of the records after it. Such a quote is set aside, and told.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.readers.header import header_index, known_labels
from tamis.readers.line_ends import with_lf
from tamis.readers.ragged import Ragged
from tamis.readers.shape import Shape
from tamis.readers.swallowed import line_cells
from tamis.tables.batch import Fault

#: Stands for a quote that is set aside; no text has it (Unicode 16, 23.7).
ASIDE: Final = "\ufdd0"
#: Comes after a text: a record that takes it in is open.
_BEYOND: Final = "\ufdd1"
#: How many quotes are set aside at most.
_MOST: Final = 10
#: How many delimiters in lines that all fit are no chance.
_NO_CHANCE: Final = 6
#: How many records the evidence is taken from.
RECORDS: Final = 200
_LINE_END: Final = lazy_pattern(r"\r\n|\n|\r")


class HeadRecord(NamedTuple):
    """A record of the head of a text.

    Attributes:
        cells: its cells.
        line: its first line, from 1.
        after: the first line of the next.
        is_open: whether a quote of it is closed by none.
    """

    cells: list[str]
    line: int
    after: int
    is_open: bool = False


def head_records(lines: str, delimiter: str, quote: str) -> list[HeadRecord]:
    """Return the first records of lines that LF ends."""
    return list(_head_records(lines, delimiter, quote))


@lru_cache(maxsize=8)  # the head of one file is asked for several times over
def _head_records(lines: str, delimiter: str, quote: str) -> tuple[HeadRecord, ...]:
    if quote not in lines and "\r" not in lines and _BEYOND not in lines:
        return tuple(_plain_records(lines, delimiter))
    reader = csv.reader(_split(lines), delimiter=delimiter, quotechar=quote)
    records: list[HeadRecord] = []
    line = 1
    try:
        for cells in reader:
            if cells == [_BEYOND]:
                break
            is_open = bool(cells) and cells[-1].endswith(_BEYOND)
            if is_open:
                cells[-1] = cells[-1].removesuffix(_BEYOND)
            records.append(HeadRecord(cells, line, reader.line_num + 1 - is_open, is_open))
            line = reader.line_num + 1
            if len(records) == RECORDS:
                break
    except csv.Error:
        pass
    return tuple(records)


def _plain_records(lines: str, delimiter: str) -> Iterator[HeadRecord]:
    """Return the first records of lines without quotes, each of which is one."""
    for number, text in enumerate(lines.removesuffix("\n").split("\n", RECORDS)[:RECORDS], 1):
        cells = text.split(delimiter) if text else []
        if len(text) > csv.field_size_limit() < max(map(len, cells)):
            return  # as `csv` ends there
        yield HeadRecord(cells, number, number + 1)


def _split(lines: str) -> Iterator[str]:
    """Return the lines of a text with their ends, which are LF alone, then one beyond."""
    start = 0
    while start < len(lines):
        end = lines.find("\n", start) + 1 or len(lines)
        yield lines[start:end]
        start = end
    yield _BEYOND


def closed_lines(lines: str, delimiter: str, quote: str) -> str:
    """Return lines without the quotes that nothing closes."""
    for _ in range(_MOST):
        records = head_records(lines, delimiter, quote)
        if not records or not records[-1].is_open:
            break
        lines = _set_aside(lines, records[-1], delimiter, quote, len(lines))
    return lines


def without_swallowing_quotes(
    lines: str, delimiter: str, quote: str, fields: Sequence[Field], *, is_first: bool
) -> tuple[str, tuple[Fault, ...]]:
    """Return lines without the quotes that swallow the header, and what is to be told.

    Args:
        lines: the head of a text, whose lines end in LF.
        delimiter: what stands between cells.
        quote: what stands around them.
        fields: those that the table should have, if that is known.
        is_first: whether the first record is the header by declaration.
    """
    faults: list[Fault] = []
    for _ in range(_MOST):
        records = head_records(lines, delimiter, quote)
        index = 0 if is_first else max(header_index([r.cells for r in records], fields), 0)
        for record in records[: index + 1]:
            if not record.is_open and record.after - record.line < 2 and _is_line(record.cells):  # noqa: PLR2004
                continue
            other, fault = _other_reading(lines, records, record, delimiter, quote, fields)
            if fault is not None and fault not in faults:
                faults.append(fault)
            if other:
                lines = other
                break
        else:
            break
    return lines, tuple(faults)


def _is_line(cells: Sequence[str]) -> bool:
    return not any("\r" in cell for cell in cells)


def _other_reading(
    lines: str,
    records: Sequence[HeadRecord],
    record: HeadRecord,
    delimiter: str,
    quote: str,
    fields: Sequence[Field],
) -> tuple[str, Fault | None]:
    """Return the lines without the quote that swallows some ("": it does not), and what to tell."""
    start, end = _span(lines, record)
    texts = _LINE_END.split(lines[start:end].removesuffix("\n"))
    if record.is_open:
        other = _set_aside(lines, record, delimiter, quote, end)
        return other, Fault(code="file.unclosed-quote", lines=[record.line], values=texts[:1])
    width = _usual_width(records, record, texts, delimiter)
    shape = Shape(delimiter=delimiter, quote=quote, width=width)
    fitting = [len(line_cells(text, shape)) == width for text in texts[1:]]
    if width == 1 or 2 * sum(fitting) < len(fitting):
        return "", None
    other = _set_aside(lines, record, delimiter, quote, start + len(texts[0]))
    here = known_labels([r.cells for r in records], fields)
    is_better = (
        known_labels([r.cells for r in head_records(other, delimiter, quote)], fields) > here
    )
    is_beyond_chance = len(fitting) > 1 and len(fitting) * (width - 1) >= _NO_CHANCE
    is_rows = all(fitting) and (is_better or is_beyond_chance)
    if not is_rows and not is_better and len(fitting) < 2:  # noqa: PLR2004
        return "", None
    fault = Fault(
        code="row.quotes-apart" if is_rows else "row.doubtful-cell",
        lines=[record.line],
        values=texts[:1],
        notes=[str(record.line + len(texts) - 1)],
    )
    return (other if is_rows else ""), fault


def _usual_width(
    records: Sequence[HeadRecord], record: HeadRecord, texts: Sequence[str], delimiter: str
) -> int:
    """Return how many cells most other records have; else the lines of this one."""
    widths = Counter(len(other.cells) for other in records if other is not record and other.cells)
    widths = widths or Counter(len(text.split(delimiter)) for text in texts[1:])
    return widths.most_common(1)[0][0] if widths else 1


def _span(lines: str, record: HeadRecord) -> tuple[int, int]:
    """Return where the text of a record begins and ends."""
    start = 0
    for _ in range(record.line - 1):
        start = lines.find("\n", start) + 1
    end = start
    for _ in range(record.after - record.line):
        end = lines.find("\n", end) + 1 or len(lines)
    return start, end


def _set_aside(lines: str, record: HeadRecord, delimiter: str, quote: str, end: int) -> str:
    """Return lines without the quote of a record that is open at `end`."""
    start, _ = _span(lines, record)
    position = start + _opening(lines[start:end], delimiter, quote)
    other = f"{lines[:position]}{ASIDE}{lines[position + len(quote) :]}"
    return with_lf(other.encode(), delimiter, last=True).decode()


def _opening(text: str, delimiter: str, quote: str) -> int:
    """Return where the quote stands that opens the cell that is open at the end of a text."""
    opening = re.compile(rf"(?:\A|[{re.escape(delimiter)}\n])({re.escape(quote)})")
    at = opened = 0
    while match := opening.search(text, max(at - 1, 0)):
        opened = match.start(1)
        at = _closing(text, opened + 1, quote)
        if at < 0:
            break
    return opened


def _closing(text: str, start: int, quote: str) -> int:
    """Return the position after the quote that closes a cell; -1 where none does."""
    while (at := text.find(quote, start)) >= 0:
        if not text.startswith(quote, at + 1):
            return at + 1
        start = at + 2
    return -1


def stray_quotes(
    header: str, line: int, delimiter: str, quote: str, faults: Sequence[Fault]
) -> tuple[Fault, ...]:
    """Return what is to be told of quotes astray in the text of a header, if nothing yet is."""
    shape = Shape(delimiter=delimiter, quote=quote, width=1)
    is_sound = ASIDE in header or quote not in header or Ragged(shape=shape).is_sound(header)
    if is_sound or any(line in fault.lines for fault in faults):
        return ()
    return (Fault(code="row.stray-quote", lines=[line], values=[header]),)
