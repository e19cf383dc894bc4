"""Cells that a spreadsheet shows otherwise than it holds them, until their column is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

from tamis.readers.workbook.number_format import MOMENTS, Kind, NumberFormat
from tamis.readers.workbook.serial import clock_text, date_text, duration_text, moment_text
from tamis.values.percent import PercentReading, percent_text

#: Beyond, a float does not tell a whole number from the next, and spreadsheets round.
MOST_DIGITS: Final = 15
#: The exponent of a number beyond which all digits say nothing.
_LONGEST: Final = 40


class Formatted(NamedTuple):
    """A number under a format that shows something else than its digits.

    `digits` is the number as the file writes it, and `text` what it shows, where it has them.
    """

    number: float
    format: NumberFormat
    is_1904: bool = False
    digits: str = ""
    text: str = ""

    @property
    def shown(self) -> str | None:
        """What the cell shows, None where its format hides a part of the number."""
        same = "".join(filter(str.isdecimal, self.text)).lstrip("0") == f"{abs(self.number):.0f}"
        is_whole = float(self.number).is_integer()
        return self.text.strip() if same and is_whole else self.format.shown(self.number)


@dataclass(frozen=True, slots=True)
class Day:
    """A date that is held as such (ODS, ISO dates of XLSX): `clock` in milliseconds."""

    day: dt.date
    clock: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Length:
    """A duration that is held as such (ODS), shown as a time or as a duration."""

    length: dt.timedelta
    kind: Kind


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A formula of which the file has no value: programs write such files."""

    formula: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that does not hold what it says it does."""

    content: str


#: Cells that are not plain values.
Special = Formatted | Day | Length | Uncomputed | Unreadable
SPECIAL = frozenset({Formatted, Day, Length, Uncomputed, Unreadable})


@lru_cache(maxsize=1 << 16)  # dates and codes come again and again
def special_value(
    cell: Special, field_type: str, percent: PercentReading
) -> str | float | int | None:
    """Return the text of a cell in a column, or a number where it is nothing more.

    Args:
        cell: the cell.
        field_type: the type of its field; "" where there is none.
        percent: how the column reads percentages.
    """
    if isinstance(cell, Formatted):
        return _number(cell, field_type, percent)
    if isinstance(cell, Day):
        return date_text(cell.day, cell.clock, cell.kind, field_type)
    if isinstance(cell, Length):
        is_clock = field_type == "time" or (cell.kind is Kind.TIME and field_type != "duration")
        milliseconds = round(cell.length / dt.timedelta(milliseconds=1))
        return clock_text(milliseconds) if is_clock else duration_text(cell.length)
    return None


def _number(cell: Formatted, field_type: str, percent: PercentReading) -> str | float | int:
    kind = cell.format.kind
    is_number = field_type in {"number", "integer"}
    if kind in MOMENTS:
        if kind is Kind.TIME and field_type == "duration":
            kind = Kind.DURATION
        moment = moment_text(cell.number, kind, field_type, is_1904=cell.is_1904)
        return cell.number if moment is None else moment
    if kind is Kind.PERCENT:
        return percent_text(cell.number, percent)
    if kind is Kind.DECIMALS:
        return _with_decimals(cell)
    if (kind is Kind.CODE and not is_number) or (kind is Kind.UNIT and field_type in _TEXTS):
        return cell.shown or cell.number
    long = plain_digits(cell.digits)
    return int(long) if long else cell.number


def _with_decimals(cell: Formatted) -> str | float:
    """Return a number with the zeros at its end, without them where they would hide digits."""
    text = f"{cell.number:.{cell.format.places}f}"
    return text if float(text) == cell.number else cell.number


_TEXTS = frozenset({"string", "any"})


def plain_digits(digits: str) -> str:
    """Return a long whole number as the file writes it, "" where it is no such number.

    >>> plain_digits("123456789012345678"), plain_digits("1.2E+17"), plain_digits("12")
    ('123456789012345678', '120000000000000000', '')
    """
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return ""
    if not number.is_finite() or number.adjusted() < MOST_DIGITS or number.adjusted() > _LONGEST:
        return ""
    return str(int(number)) if number == number.to_integral_value() else ""
