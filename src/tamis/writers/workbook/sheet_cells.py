"""Cells of a sheet that is edited: what one was, and what is put in its place."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tamis.values.percent import PercentReading
from tamis.writers.typed_cells import ensure_short
from tamis.writers.workbook.held_cells import spelt

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

#: The background of changed cells.
MARK: Final = "FFF2CC"


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell as the source had it."""

    value: Any
    kind: str
    style: Any
    comment: Any
    link: Any


def is_bare(source: SourceCell) -> bool:
    """Whether a cell has nothing but its style."""
    return source.value is None and source.comment is None and source.link is None


def has_partial_style(source: SourceCell) -> bool:
    """Whether a part of the text of a cell has a style of its own: bold, coloured."""
    return isinstance(source.value, list) and any(not isinstance(run, str) for run in source.value)


def dress(cell: Cell, source: SourceCell) -> None:
    """Give a cell the style, the note and the link of the one it was."""
    cell._style = copy(source.style)  # noqa: SLF001
    if source.comment is not None and cell.comment is None:
        cell.comment = copy(source.comment)
    if source.link is not None and cell.hyperlink is None:
        link = copy(source.link)
        link.ref = cell.coordinate
        cell._hyperlink = link  # noqa: SLF001 what is public puts a value in the cell


def percent_reading(number: float, text: str) -> PercentReading:
    """Return how a percentage was read as a text."""
    try:
        read = float(text.replace(",", "."))
    except ValueError:
        return PercentReading.SHOWN
    return PercentReading.SHARE if read == number else PercentReading.POINTS


def put(cell: Cell, value: Any) -> None:
    """Put a value in a cell; a text is a text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = spelt(ensure_short(value)) or None
    if value:
        cell.data_type = "s"


def mark(cell: Cell) -> None:
    """Colour a cell as changed."""
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=MARK, end_color=MARK)


def bounds(reference: str) -> tuple[int, int, int, int]:
    """Return the first column, the first row, the last column and the last row of an area."""
    from openpyxl.utils import range_boundaries

    first, top, last, bottom = range_boundaries(reference)
    return int(first or 1), int(top or 1), int(last or 1), int(bottom or 1)
