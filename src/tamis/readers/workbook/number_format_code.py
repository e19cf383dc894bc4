"""Codes of number formats, read (ECMA-376 part 1, sections 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.readers.workbook.number_format import SHOWING, Kind, NumberFormat, Section

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
    first = next((section for section in sections if section.names & SHOWING), None)
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
    parts = [at for at, (name, _) in enumerate(tokens) if name in SHOWING]
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
