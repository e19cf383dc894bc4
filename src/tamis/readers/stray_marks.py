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


def without_marks(data: bytes, quote: str) -> tuple[bytes, tuple[Fault, ...]]:
    r"""Return lines without the marks that begin them, and what is to be told.

    A mark within a line stays: it is told, and its cell is as it was.

    >>> data, faults = without_marks(b"\xef\xbb\xbfid,nom\n1,a\n", '"')
    >>> data, faults[0].lines
    (b'id,nom\n1,a\n', [0])
    """
    # The first of its bytes is rare, and sought much faster than all three.
    if _BYTES[:1] not in data or _BYTES not in data:
        return data, ()
    lines = [(index, line) for index, line in enumerate(data.split(b"\n")) if _BYTES in line]
    beginning = _beginning(quote)
    faults = mark_faults((index, line.decode(errors="replace")) for index, line in lines)
    return beginning.sub(rb"\1", data), faults


@cache
def _beginning(quote: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?:\A|(?<=[\n\r]))(%b?)(?:%b)+" % (re.escape(quote).encode(), _BYTES))


def mark_faults(
    lines: Iterable[tuple[int, str]], *, are_removed: bool = False
) -> tuple[Fault, ...]:
    """Return what is to be told of those of some lines that hold a mark.

    Args:
        lines: the number of each, and its text.
        are_removed: whether marks within them are no part of what is read, as those that begin
            a line: labels have none.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for number, text in lines:
        if MARK in text and are_removed:
            found.setdefault("file.stray-mark", []).append((number, text))
            continue
        if MARK in text.lstrip(f'{MARK}"'):
            found.setdefault("file.inner-mark", []).append((number, text))
        if text.lstrip('"').startswith(MARK):
            found.setdefault("file.stray-mark", []).append((number, text))
    return tuple(
        Fault(
            code=code,
            lines=[number for number, _ in marked],
            values=[text for _, text in marked],
        )
        for code, marked in found.items()
    )


def without_marked_labels(table: Table) -> Table:
    """Return a table whose labels begin with no mark; those that do are told."""
    if not any(label.startswith(MARK) for label in table.header):
        return table
    faults = mark_faults((table.header_line, label) for label in table.header)
    labels = tuple(label.lstrip(MARK) for label in table.header)
    return replace(table, header=labels, faults=(*table.faults, *faults))
