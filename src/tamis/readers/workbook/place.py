"""Where cells stand, as spreadsheets write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

_PLACE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)")


@cache
def column_number(letters: str) -> int:
    """Return the number of a column.

    >>> column_number("A"), column_number("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """Return the letters of a column.

    >>> column_letters(1), column_letters(16384)
    ('A', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Area:
    """Cells from one corner to the other, both included, from 1."""

    top: int
    left: int
    bottom: int
    right: int

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
