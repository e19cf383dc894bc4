"""Two stray quotes far apart make one cell of all the lines between them, or it is one indeed.

Lines that each split into exactly the width of the header are evidence that they are records. What
they hold decides: where most records have figures in a column, so must they. Text that happens to
have as many delimiters, such as an address of several lines, does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final

from tamis.readers.figures import FigureSample, is_figure
from tamis.readers.ragged import record_cells
from tamis.readers.shape import Shape

#: How many lines without a figure, and delimiters in them, all fit by no chance.
_MANY_LINES: Final = 4
_MANY_DELIMITERS: Final = 12
#: Two lines of two cells fit by chance: a comma in the second line of an address is enough.
_BY_CHANCE: Final = (2, 2)


class Reading(Enum):
    """What the lines of a record that takes several are."""

    CELL = "one record, with a cell of several lines"
    DOUBTFUL = "one record, whose lines may be records"
    ROWS = "records, a line each"


def line_cells(line: str, shape: Shape) -> list[str]:
    """Return the cells of a line read by itself: a quote that nothing closes means nothing."""
    if shape.quote in line and shape.sound.fullmatch(line):
        return record_cells(line, shape)
    return line.split(shape.delimiter)


def figure_sample(lines: Sequence[str], shape: Shape) -> FigureSample:
    """Return a sample of lines below a header, each read by itself."""
    return FigureSample(lines, shape.width, lambda line: line_cells(line, shape))


def may_be_rows(lines: Sequence[bytes], shape: Shape) -> bool:
    """Whether half of some lines, two at least, have as many delimiters as records have."""
    mark, wanted = shape.delimiter.encode(), shape.width - 1
    enough = sum(line.count(mark) >= wanted for line in lines)
    return wanted > 0 and enough > 1 and 2 * enough >= len(lines)


def judge(
    lines: Sequence[Sequence[str]],
    cells: int,
    width: int,
    figures_elsewhere: Callable[[], frozenset[int]],
) -> Reading:
    """Say what the lines of a record that takes several are.

    Args:
        lines: the cells of each line, read by itself.
        cells: how many cells the record has.
        width: how many cells a record must have.
        figures_elsewhere: gives the columns that hold figures in other records.
    """
    fitting = [line for line in lines if len(line) == width]
    if width == 1 or 2 * len(fitting) < len(lines) or len(fitting) == 1:
        return Reading.CELL
    # The first line begins a record whatever the others are.
    rest = [line for line in lines[1:] if len(line) == width]
    figures = figures_elsewhere()
    if not rest or 2 * sum(_contradicts(line, figures) for line in rest) >= len(rest):
        return Reading.CELL
    is_supported = any(
        2 * sum(is_figure(line[position].strip('"')) for line in rest) > len(rest)
        for position in figures
    )
    if len(fitting) < len(lines):
        return Reading.DOUBTFUL if is_supported else Reading.CELL
    if is_supported or cells != width or _is_beyond_chance(len(lines), width):
        return Reading.ROWS
    return Reading.CELL if (len(lines), width) == _BY_CHANCE else Reading.DOUBTFUL


def _is_beyond_chance(lines: int, width: int) -> bool:
    return lines >= _MANY_LINES and lines * (width - 1) >= _MANY_DELIMITERS


def _contradicts(line: Sequence[str], figures: frozenset[int]) -> bool:
    """Whether a line has a word where records have figures."""
    texts = (line[position].strip().strip('"') for position in figures)
    return any(text and not is_figure(text) for text in texts)
