"""Which columns of a text hold figures, by the first lines below its header.

The sample is taken once, so that what is made of a line does not hang on the block it comes in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern

_FIGURE: Final = lazy_pattern(r"[\d\s.,:/+%€-]*\d[\d\s.,:/+%€-]*")


def is_figure(cell: str) -> bool:
    """Whether a cell is made of digits and of marks that stand between them."""
    return _FIGURE.fullmatch(cell.strip()) is not None


class FigureSample:
    """The first lines below a header, those that have the width of the header.

    Args:
        lines: the lines, without their ends.
        width: how many columns the header has.
        cells: gives the cells of a line read by itself.
    """

    def __init__(self, lines: Sequence[str], width: int, cells: Callable[[str], list[str]]) -> None:
        self._lines = lines
        self._width = width
        self._cells = cells

    def columns(self, without: Iterable[str]) -> frozenset[int]:
        """Return the columns most of whose cells are figures, blanks apart, but for some lines."""
        counts = Counter(self._total)
        for line in set(without):
            for kind in self._kinds.get(line, ()):
                counts[kind] -= self._times[line]
        return frozenset(
            position
            for position in range(self._width)
            if 0 < counts[position, True] >= 2 * counts[position, False]
        )

    @cached_property
    def _times(self) -> Counter[str]:
        """How many times each line stands in the sample."""
        return Counter(line.removesuffix("\r") for line in self._lines)

    @cached_property
    def _kinds(self) -> dict[str, list[tuple[int, bool]]]:
        """The columns that each line fills, and whether with figures."""
        return {line: list(self._filled(line)) for line in self._times}

    def _filled(self, line: str) -> Iterator[tuple[int, bool]]:
        cells = self._cells(line)
        if len(cells) == self._width:
            for position, cell in enumerate(cells):
                if cell.strip():
                    yield position, is_figure(cell)

    @cached_property
    def _total(self) -> Counter[tuple[int, bool]]:
        total: Counter[tuple[int, bool]] = Counter()
        for line, kinds in self._kinds.items():
            for kind in kinds:
                total[kind] += self._times[line]
        return total
