"""What a cell of a workbook of any format holds, as a cell of the corrected workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.readers.workbook.cell import SPECIAL, Day, Formatted, Length, special_value
from tamis.readers.workbook.number_format import MOMENTS, Kind
from tamis.values.percent import PercentReading

#: Characters that no XML holds; spreadsheets write them so, and what looks like it too.
_CONTROLS: Final = lazy_pattern(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
#: The days between the two systems of dates.
_SINCE_1904: Final = 1462
_CODES: Final = {
    dt.datetime: "yyyy-mm-dd hh:mm:ss",
    dt.date: "yyyy-mm-dd",
    dt.time: "hh:mm:ss",
    dt.timedelta: "[h]:mm:ss",
}
_OF_DAYS: Final = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm:ss",
    Kind.YEARMONTH: "mm/yyyy",
    Kind.YEAR: "yyyy",
}
#: Before March 1900 spreadsheets disagree about the days.
_FIRST: Final = dt.date(1900, 3, 1)


@dataclass(frozen=True, slots=True)
class HeldCell:
    """A value, and the code of the number format that shows it."""

    value: Any
    code: str = "General"


def held_cell(cell: Any) -> HeldCell:
    """Return what a cell that a reader gives holds; None for one that holds no value."""
    if type(cell) not in SPECIAL:
        return HeldCell(cell if cell != "" else None, _CODES.get(type(cell), "General"))
    if isinstance(cell, Formatted):
        return _number(cell)
    if isinstance(cell, Day):
        return _day(cell)
    if isinstance(cell, Length):
        code = "hh:mm:ss" if cell.kind is Kind.TIME else "[h]:mm:ss"
        return HeldCell(cell.length / dt.timedelta(days=1), code)
    return HeldCell(None)


def _number(cell: Formatted) -> HeldCell:
    number: float | int = cell.number
    if cell.is_1904 and cell.format.kind in MOMENTS - {Kind.TIME, Kind.DURATION}:
        number += _SINCE_1904
    text = special_value(cell, "any", PercentReading.SHOWN)
    if isinstance(text, int):
        number = text
    return HeldCell(number, cell.format.code)


def _day(cell: Day) -> HeldCell:
    code = _OF_DAYS.get(cell.kind, "yyyy-mm-dd")
    if cell.day < _FIRST:
        return HeldCell(special_value(cell, "any", PercentReading.SHOWN))
    moment = dt.datetime.combine(cell.day, dt.time()) + dt.timedelta(milliseconds=cell.clock)
    return HeldCell(moment, code)


def spelt(text: str) -> str:
    r"""Return a text as a workbook spells it: characters that no XML holds by their numbers.

    >>> spelt("a\x01"), spelt("_x0041_")
    ('a_x0001_', '_x005F_x0041_')
    """
    return _CONTROLS.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
