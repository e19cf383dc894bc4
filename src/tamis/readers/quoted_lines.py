"""Lines that stand whole between quotes, as spreadsheets leave them: one cell, many meant.

A CSV file that was opened with another delimiter, then saved, has each of its lines as one text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Final

from tamis.model.schema import Field
from tamis.readers.header import known_labels
from tamis.tables.batch import Fault

_DELIMITERS: Final = (";", "\t", ",", "|")
#: Lines that are looked at.
_LINES: Final = 50
#: Cells of a line that is no text with a comma or two in it, where no field says so.
_MANY: Final = 3
#: Fields that the cells of a header name, where a schema is known.
_KNOWN: Final = 2


def quoted_lines_faults(
    text: str, labels: Sequence[str], fields: Sequence[Field]
) -> Iterator[Fault]:
    """Tell that each line is one cell, which holds the cells that were meant.

    Args:
        text: the head of the text.
        labels: the header as it was read.
        fields: those that the table should have, if that is known.
    """
    if len(labels) != 1 or not text.startswith('"') or labels[0] in {f.name for f in fields}:
        return
    lines = [line for line in text.splitlines()[:_LINES] if line]
    if not all(len(line) > 1 and line[0] == line[-1] == '"' for line in lines):
        return
    inner = [line[1:-1].replace('""', '"') for line in lines]
    for delimiter in _DELIMITERS:
        rows = list(csv.reader(inner, delimiter=delimiter))
        width = len(rows[0])
        if width > 1 and all(len(row) == width for row in rows) and _is_header(rows[0], fields):
            shown = "TAB" if delimiter == "\t" else delimiter
            yield Fault(code="file.quoted-lines", lines=[1], values=[labels[0]], notes=[shown])
            return


def _is_header(cells: Sequence[str], fields: Sequence[Field]) -> bool:
    if fields:
        return known_labels([cells], fields) >= min(_KNOWN, len(fields))
    return len(cells) >= _MANY
