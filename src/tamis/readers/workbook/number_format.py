"""Number formats: what kind of value a code shows (ECMA-376 part 1, section 18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern


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

#: Codes that workbooks do not spell out (section 18.8.30).
BUILT_IN: Final[Mapping[int, str]] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy/m/d"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
}

_TOKEN: Final = lazy_pattern(
    r"""(?P<quoted>"[^"]*"?)
    |(?P<escaped>\\.)
    |(?P<padding>_.)
    |(?P<fill>\*.)
    |\[(?P<bracket>[^\]]*)\]
    |(?P<general>General|Standard)
    |(?P<exponent>[Ee][+-]0*)
    |(?P<clock>AM/PM|A/P|am/pm|a/p)
    |(?P<digits>[0#?]+)
    |(?P<year>[yY]+)
    |(?P<month>[mM]+)
    |(?P<day>[dD]+)
    |(?P<hour>[hH]+)
    |(?P<second>[sS]+)
    |(?P<point>\.)
    |(?P<thousands>,)
    |(?P<percent>%)
    |(?P<slash>/)
    |(?P<text>@)
    |(?P<end>;)
    |(?P<literal>.)""",
    re.VERBOSE | re.DOTALL,
)
_CONDITION: Final = lazy_pattern(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda number, bound: number < bound,
    "<=": lambda number, bound: number <= bound,
    ">": lambda number, bound: number > bound,
    ">=": lambda number, bound: number >= bound,
    "=": lambda number, bound: number == bound,
    "<>": lambda number, bound: number != bound,
}
_ELAPSED: Final = lazy_pattern(r"[hH]+|[mM]+|[sS]+")
_CURRENCY: Final = lazy_pattern(r"[\s€$£¥¤]*(?:EUR|USD|CHF|XPF)?[\s€$£¥¤]*")
#: Thousands with a blank written out, as LibreOffice and people write them.
_GROUPED: Final = lazy_pattern(r"#+(?:[ \u00a0\u202f']###)*[ \u00a0\u202f']##[#0]")


@cache
def parse_format(code: str) -> NumberFormat:
    """Return what a code shows.

    >>> [parse_format(code).kind.value for code in ("00000", "#,##0.00", "0.0%", "[h]:mm")]
    ['code', 'number', 'percent', 'duration']
    """
    sections = _sections(code)
    first = next((section for section in sections if section.names & _SHOWING), None)
    if first is None:
        return NumberFormat(kind=Kind.NUMBER, code=code)
    kind = _moment(first.names) or _figure(first)
    if _DECIMALS.fullmatch(code):
        kind = Kind.DECIMALS
    return NumberFormat(kind=kind, sections=sections, code=code)


#: How a number is written of which the zeros at its end are to be kept: ``0.00;-0.00``.
_DECIMALS: Final = lazy_pattern(r"0\.(0+);-0\.\1")


def decimals_code(places: int) -> str:
    """Return the code of numbers whose zeros at the end are kept.

    >>> decimals_code(2)
    '0.00;-0.00'
    """
    zeros = "0" * places
    return f"0.{zeros};-0.{zeros}"


#: What makes a section show a number.
_SHOWING: Final = frozenset({"digits", "year", "month", "day", "hour", "second", "elapsed"})


def _sections(code: str) -> tuple[Section, ...]:
    parts: list[list[tuple[str, str]]] = [[]]
    conditions: list[Callable[[float], bool] | None] = [None]
    for match in _TOKEN.finditer(code):
        name = match.lastgroup or "bracket"
        text = match[name]
        if name == "end":
            parts.append([])
            conditions.append(None)
        elif name == "bracket":
            conditions[-1] = _condition(text) or conditions[-1]
            parts[-1].extend(_bracketed(text))
        else:
            parts[-1].append(_token(name, text))
    return tuple(
        Section(tokens=tuple(_minutes(tokens)), condition=condition)
        for tokens, condition in zip(parts, conditions, strict=True)
    )


def _token(name: str, text: str) -> tuple[str, str]:
    if name == "quoted":
        return "literal", text.strip('"')
    if name == "escaped":
        return "literal", text[1]
    if name == "padding":
        return "literal", " "
    if name == "fill":
        return "literal", ""
    return name, text


def _bracketed(text: str) -> list[tuple[str, str]]:
    """Return what brackets show: hours beyond 24, the sign of a currency, or nothing."""
    if _ELAPSED.fullmatch(text):
        return [("elapsed", text)]
    if text.startswith("$"):
        return [("literal", text[1:].partition("-")[0])]
    return []


def _condition(text: str) -> Callable[[float], bool] | None:
    match = _CONDITION.fullmatch(text)
    if match is None:
        return None
    compared, bound = _COMPARED[match[1]], float(match[2])
    return lambda number: compared(number, bound)


def _minutes(tokens: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Tell minutes from months: they follow hours, or stand before seconds."""
    parts = [at for at, (name, _) in enumerate(tokens) if name in _SHOWING]
    read = list(tokens)
    for place, at in enumerate(parts):
        if tokens[at][0] != "month":
            continue
        before = tokens[parts[place - 1]] if place else ("", "")
        after = tokens[parts[place + 1]] if place + 1 < len(parts) else ("", "")
        is_after_hours = before[0] == "hour" or (before[0] == "elapsed" and before[1][0] in "hH")
        if is_after_hours or after[0] == "second":
            read[at] = ("minute", tokens[at][1])
    return read


def _moment(names: frozenset[str]) -> Kind | None:
    """Return the kind of date, time or duration that a section shows."""
    has_day = bool(names & {"year", "month", "day"})
    has_clock = bool(names & {"hour", "minute", "second"})
    if "elapsed" in names:
        return Kind.DURATION
    if has_day and has_clock:
        return Kind.DATETIME
    if has_clock:
        return Kind.TIME
    if names & {"year", "month", "day"} == {"year"}:
        return Kind.YEAR
    if names & {"year", "month", "day"} == {"year", "month"}:
        return Kind.YEARMONTH
    return Kind.DATE if has_day else None


def _figure(section: Section) -> Kind:
    """Return the kind of number that a section shows."""
    names = section.names
    if "percent" in names:
        return Kind.PERCENT
    if names & {"point", "thousands", "exponent", "slash"}:
        return Kind.NUMBER
    places = [at for at, (name, _) in enumerate(section.tokens) if name == "digits"]
    before = "".join(text for name, text in section.tokens[: places[0]] if name == "literal")
    between = section.tokens[places[0] : places[-1] + 1]
    written = "".join(text for _, text in between)
    after = "".join(text for name, text in section.tokens[places[-1] :] if name == "literal")
    if _GROUPED.fullmatch(written):
        return Kind.NUMBER
    zeros = max((text.count("0") for name, text in between if name == "digits"), default=0)
    has_prefix = not _CURRENCY.fullmatch(before) and before.strip() not in {"-", "+", "("}
    if len(places) > 1 or zeros > 1 or has_prefix:
        return Kind.CODE
    return Kind.UNIT if after.strip() and not _CURRENCY.fullmatch(after) else Kind.NUMBER


def _section_for(sections: Sequence[Section], number: float) -> tuple[Section, bool]:
    """Return the section that shows a number, and whether its sign is shown besides."""
    numeric = [one for one in sections if one.names & _SHOWING or one.condition] or list(sections)
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
