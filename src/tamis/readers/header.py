"""Which row is the header: the first one that could name most of the columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_FIGURES: Final = re.compile(r"[\d\s.,:/+%€-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The header of a sheet: its labels, its row (from 1), and the rows above it, joined."""

    labels: tuple[str, ...]
    above: tuple[str, ...]
    line: int


def header(rows: Sequence[Sequence[str]]) -> Head:
    """Return the header of a sheet, out of its first rows; trailing blank columns are no columns.

    Args:
        rows: the texts of the first rows, each as wide as the sheet.
    """
    at = index(rows)
    cells = rows[at] if rows else ()
    used = max((_width(row) for row in rows[at:]), default=0)
    above = tuple(" ".join(cell for cell in row if cell.strip()) for row in rows[:at])
    return Head(labels=tuple(cells[:used]), above=above, line=at + 1)


def index(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the header among the first rows.

    It has more than half as many labels as most rows have cells, and is as wide as them or
    made of words alone: what stands above is a title.
    """
    widths = Counter(width for row in rows if (width := _width(row)))
    if not widths:
        return 0
    common = max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]
    for at, cells in enumerate(rows):
        filled = [cell for cell in cells if cell.strip()]
        wide = len(cells) >= common or _labels(filled)
        if wide and (len(filled) > common // 2 if common > 1 else filled):
            return at
    return 0


def _width(cells: Sequence[str]) -> int:
    """Return how many cells there are up to the last that holds something."""
    return max((at for at, cell in enumerate(cells, start=1) if cell), default=0)


def _labels(cells: Sequence[str]) -> bool:
    """Whether cells could be labels: all different, none made of digits and marks alone."""
    return len(set(cells)) == len(cells) and not any(map(_FIGURES.fullmatch, cells))
