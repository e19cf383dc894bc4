"""Byte order marks elsewhere than at the start of a file: told, and no part of a label or cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from tamis.tables.batch import Fault, Table

MARK: Final = "\ufeff"
_BYTES: Final = MARK.encode()


def without_marks(data: bytes, delimiter: str, quote: str) -> tuple[bytes, tuple[Fault, ...]]:
    r"""Return lines without the marks that begin a line or a cell, and what is to be told.

    A mark within a text stays: the text is told, and is as it was.

    >>> data, faults = without_marks(b"\xef\xbb\xbfid,nom\n1,a\n", ",", '"')
    >>> data, faults[0].lines
    (b'id,nom\n1,a\n', [0])
    """
    # The first of its bytes is rare, and sought much faster than all three.
    if _BYTES[:1] not in data or _BYTES not in data:
        return data, ()
    lines = [(index, line) for index, line in enumerate(data.split(b"\n")) if _BYTES in line]
    fault = Fault(
        code="file.stray-mark",
        lines=[index for index, _ in lines],
        values=[line.decode(errors="replace")[:80] for _, line in lines],
    )
    return _beginning(delimiter, quote).sub(rb"\1", data), (fault,)


@cache
def _beginning(delimiter: str, quote: str) -> re.Pattern[bytes]:
    before, mark = re.escape(f"{delimiter}\n\r").encode(), re.escape(quote).encode()
    return re.compile(rb"(?:\A|(?<=[%b]))(%b?)(?:%b)+" % (before, mark, _BYTES))


def mark_faults(lines: Iterable[tuple[int, str]]) -> tuple[Fault, ...]:
    """Return what is to be told of those of some lines that hold a mark.

    Args:
        lines: the number of each, and its text.
    """
    marked = [(number, text) for number, text in lines if MARK in text]
    if not marked:
        return ()
    return (
        Fault(
            code="file.stray-mark",
            lines=[number for number, _ in marked],
            values=[text[:80] for _, text in marked],
        ),
    )


def without_marked_labels(table: Table) -> Table:
    """Return a table whose labels begin with no mark; those that do are told."""
    if not any(label.startswith(MARK) for label in table.header):
        return table
    faults = mark_faults((table.header_line, label) for label in table.header)
    labels = tuple(label.lstrip(MARK) for label in table.header)
    return replace(table, header=labels, faults=(*table.faults, *faults))
