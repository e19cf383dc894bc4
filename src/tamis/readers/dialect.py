"""The delimiter, the line ends and the header line of a CSV file, by evidence from its head."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

from tamis.readers.header import index

_DELIMITERS = (";", ",", "\t", "|")
#: How many records the evidence is taken from.
_RECORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the first records tell.

    Attributes:
        above: the lines that stand above the header.
        line: the physical line of the header, from 1.
        end: the physical line of the first record.
    """

    delimiter: str
    line_end: str
    labels: tuple[str, ...]
    above: tuple[str, ...]
    line: int
    end: int


def line_end(text: str) -> str:
    """Return how lines end in `text`: one of the three ways, or ``mixed``."""
    crlf = text.count("\r\n")
    cr, lf = text.count("\r") - crlf, text.count("\n") - crlf
    used = [end for end, n in (("\r\n", crlf), ("\n", lf), ("\r", cr)) if n]
    if not used:
        return "\n"
    return used[0] if len(used) == 1 else "mixed"


def read_head(text: str, *, whole: bool) -> Head:
    """Return what the head of a file tells.

    Args:
        text: its first characters.
        whole: whether that is all of it; else its last line may be cut.
    """
    end = line_end(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if not whole and "\n" in lines:
        lines = lines[: lines.rfind("\n")]
    best = max(_DELIMITERS, key=lambda mark: _score(lines, mark))
    records = _records(lines, best)
    at = index([cells for cells, _, _ in records])
    labels, line, after = records[at] if records else ([], 1, 2)
    above = lines.split("\n")[: line - 1]
    return Head(
        delimiter=best,
        line_end=end,
        labels=tuple(labels),
        above=tuple(above),
        line=line,
        end=after,
    )


def _records(lines: str, delimiter: str) -> list[tuple[list[str], int, int]]:
    """Return the first records: cells, first line, first line of the next."""
    reader = csv.reader(lines.splitlines(keepends=True), delimiter=delimiter)
    found: list[tuple[list[str], int, int]] = []
    line = 1
    try:
        for cells in reader:
            found.append((cells, line, reader.line_num + 1))
            line = reader.line_num + 1
            if len(found) == _RECORDS:
                break
    except csv.Error:
        pass
    return found


def _score(lines: str, delimiter: str) -> tuple[float, int]:
    """Return how well a delimiter explains the records: their agreement, then their width."""
    widths = Counter(len(cells) for cells, _, _ in _records(lines, delimiter) if any(cells))
    if not widths:
        return (0.0, 1)
    width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]))
    if width == 1:
        return (0.0, 1)
    return (count / widths.total(), width)
