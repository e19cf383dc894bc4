"""Number formats: what kind of value a code shows (ECMA-376 part 1, section 18.8.31)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a number is shown as."""

    NUMBER = "number"
    #: Digits with leading zeros, blanks or letters among them: 01001, 01 23 45 67 89, REF-0043.
    CODE = "code"
    #: A number before a word: 12 km.
    UNIT = "unit"
    #: A number all of whose decimals are shown, the zeros at its end too.
    DECIMALS = "decimals"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    YEARMONTH = "yearmonth"
    YEAR = "year"
    TIME = "time"
    DURATION = "duration"


#: Kinds that are counted in days.
MOMENTS: Final = frozenset(
    {Kind.DATE, Kind.DATETIME, Kind.YEARMONTH, Kind.YEAR, Kind.TIME, Kind.DURATION}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the parts of a code, which semicolons separate.

    Attributes:
        tokens: (what it is, its text): literal, digits, point, thousands, percent, exponent,
            slash, text, or the letter of a part of a date.
        condition: whether the part is for a number; None where it stands for a sign.
    """

    tokens: tuple[tuple[str, str], ...]
    condition: Callable[[float], bool] | None = None

    @property
    def names(self) -> frozenset[str]:
        """What stands in it."""
        return frozenset(name for name, _ in self.tokens)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberFormat:
    """A number format, by what it shows: `code` is how it is written, `sections` its parts.

    One is equal to itself alone: each code has one (see `parse_format`).
    """

    kind: Kind
    sections: tuple[Section, ...] = ()
    code: str = "General"

    @property
    def places(self) -> int:
        """How many decimals its first part shows."""
        after = self.code.partition(";")[0].partition(".")[2]
        return len(after) - len(after.lstrip("0#?"))

    def shown(self, number: float) -> str | None:
        """Return a whole number as a format of zeros, blanks and literals shows it.

        >>> from tamis.readers.workbook.number_format_code import parse_format
        >>> parse_format('0#" "##" "##" "##" "##').shown(123456789)
        '01 23 45 67 89'

        None where it has decimals, which the format would hide, or where nothing is shown.
        """
        if not float(number).is_integer():
            return None
        section, is_signed = _section_for(self.sections, number)
        digits = _filled(section.tokens, str(abs(int(number)))).strip()
        return (f"-{digits}" if is_signed and number < 0 else digits) or None


GENERAL: Final = NumberFormat(kind=Kind.NUMBER)


#: What makes a section show a number.
SHOWING: Final = frozenset({"digits", "year", "month", "day", "hour", "second", "elapsed"})


def _section_for(sections: Sequence[Section], number: float) -> tuple[Section, bool]:
    """Return the section that shows a number, and whether its sign is shown besides."""
    numeric = [part for part in sections if part.names & SHOWING or part.condition] or list(
        sections
    )
    if any(section.condition for section in numeric):
        fitting = (s for s in numeric if s.condition is None or s.condition(number))
        return next(fitting, numeric[-1]), True
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:  # noqa: PLR2004 positive, negative, zero
        return numeric[2], False
    return numeric[0], True


def _filled(tokens: Sequence[tuple[str, str]], digits: str) -> str:
    """Put digits in their places, from the right; the first place takes all that are left."""
    shown: list[str] = []
    left = digits if int(digits) else ""
    first = next((at for at, (name, _) in enumerate(tokens) if name == "digits"), None)
    for at in range(len(tokens) - 1, -1, -1):
        name, text = tokens[at]
        if name == "digits":
            size = len(left) if at == first else len(text)
            taken, left = left[max(0, len(left) - size) :], left[: max(0, len(left) - size)]
            shown.append(_padded(taken, text))
        elif name == "literal":
            shown.append(text)
    return "".join(reversed(shown))


def _padded(digits: str, places: str) -> str:
    """Return digits before which empty places are shown: a zero for 0, nothing for #."""
    empty = places[: max(0, len(places) - len(digits))]
    first_zero = empty.find("0")
    fill = "" if first_zero < 0 else "0" * (len(empty) - first_zero)
    return fill + digits
