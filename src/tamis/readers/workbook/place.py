"""Where cells stand, as spreadsheets write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.sheet_columns import column_letters, column_number

_PLACE: Final = lazy_pattern(r"\$?([A-Za-z]{1,3})\$?([0-9]+)")


@dataclass(frozen=True, slots=True)
class Area:
    """Cells from one corner to the other, both included, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def is_tall(self) -> bool:
        """Whether it spans several rows."""
        return self.bottom > self.top

    def __str__(self) -> str:
        first, last = column_letters(self.left), column_letters(self.right)
        return f"{first}{self.top}:{last}{self.bottom}"


def area(reference: str) -> Area | None:
    """Return the cells that a reference such as ``B2:C9`` is about, None for another text."""
    corners = [_PLACE.fullmatch(corner) for corner in reference.split(":")]
    first, last = corners[0], corners[-1]
    if first is None or last is None:
        return None
    return Area(int(first[2]), column_number(first[1]), int(last[2]), column_number(last[1]))
