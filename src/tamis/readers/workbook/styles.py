"""Which numbers of a workbook show something else than calamine reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tamis.readers.workbook.cell import Formatted, plain_digits
from tamis.readers.workbook.number_format import GENERAL, Kind, NumberFormat

#: Before the day 61, days are counted in two ways, and negative ones are none.
_EARLY: Final = r"-[^<]*|[0-5]?[0-9](?:\.[0-9]*)?|60(?:\.[0-9]*)?|[0-9.]+[Ee]-[0-9]+"
#: The numbers that calamine reads otherwise than they are shown, where it reads others well.
_ODD: Final = {
    Kind.DATE: _EARLY,
    Kind.DATETIME: rf"{_EARLY}|[0-9]+(?:\.0*)?",
    Kind.TIME: r"-[^<]*|[1-9][0-9]*(?:\.[0-9]*)?(?:[Ee]\+?[0-9]+)?",
}
_ALWAYS: Final = (
    Kind.CODE, Kind.UNIT, Kind.DECIMALS, Kind.PERCENT, Kind.YEAR, Kind.YEARMONTH, Kind.DURATION,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The number formats of a workbook, by the number of the style of a cell.

    `is_whole`: every date is looked at, for calamine does not read the sheet. `uncomputed`: what
    stands in the place of the value of a formula that nobody has computed.
    """

    formats: Sequence[NumberFormat]
    is_1904: bool = False
    is_whole: bool = False
    uncomputed: frozenset[str] = frozenset({""})

    @property
    def are_plain(self) -> bool:
        """Whether they show all numbers as they are."""
        return all(shape.kind is Kind.NUMBER for shape in self.formats)

    def special(self, style: int, digits: str, *, is_odd: bool = False) -> Formatted | None:
        """Return a number as a special cell, None where it is read as it is shown.

        Args:
            style: the number of a style.
            digits: a number.
            is_odd: whether it is known to be read otherwise (see `pattern`).
        """
        shape = self.formats[style] if 0 <= style < len(self.formats) else GENERAL
        try:
            number = float(digits)
        except ValueError:
            return None
        if is_odd or self.is_whole or self._is_odd(shape.kind, digits):
            return Formatted(number, shape, self.is_1904, digits)
        return Formatted(number, GENERAL, digits=digits) if plain_digits(digits) else None

    def special_number(self, style: int, number: float) -> Formatted | None:
        """Return a number as a special cell, None where it is read as it is shown."""
        shape = self.formats[style] if 0 <= style < len(self.formats) else GENERAL
        if shape.kind is Kind.NUMBER or (
            shape.kind in _ODD and not self._is_odd(shape.kind, _written(number))
        ):
            return None
        return Formatted(number, shape, self.is_1904)

    def _is_odd(self, kind: Kind, digits: str) -> bool:
        odd = _ODD.get(kind, "")
        return re.fullmatch(odd, digits) is not None if odd else kind is not Kind.NUMBER

    def pattern(self, value: str) -> str:
        """Return a pattern of the styles of special cells.

        Args:
            value: what stands between the number of the style and the number of the cell.
        """
        always = self._numbers(*_ALWAYS, *(_ODD if self.is_whole else ()))
        odd = (f"(?:{self._numbers(kind)}){value}(?:{odd})<" for kind, odd in _ODD.items())
        return "|".join([f'(?:{always})"', *odd])

    def _numbers(self, *kinds: Kind) -> str:
        """Return the styles of some kinds, as a pattern; one that matches nothing for none."""
        styles = [str(at) for at, shape in enumerate(self.formats) if shape.kind in kinds]
        return "|".join(styles) or "(?!)"


def _written(number: float) -> str:
    """Return a number as XLSX has it."""
    return str(int(number)) if number.is_integer() else repr(number)
