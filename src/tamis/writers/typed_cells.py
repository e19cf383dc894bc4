"""Texts as the typed cells of a workbook, where the cell is read back as the same value."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tamis.model.schema import Field

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?")
_MOST_DIGITS: Final = 15
#: Before March 1900 spreadsheets disagree about the days.
_FIRST: Final = dt.date(1900, 3, 1)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(rf"{_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}")
_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}")


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What a cell holds, and the number format that shows it."""

    value: Any
    code: str = "General"


def typed_cell(text: str, field: Field | None) -> TypedCell:
    """Return a text as a cell of the type of its field; as a text where that says more.

    >>> typed_cell("12.5", Field(name="a", type="number")).value
    12.5
    """
    kind = field.type if field and field.format == "default" else ""
    if kind in {"number", "integer"} and field and field.decimal_char == ".":
        number = _number(text)
        if number is not None:
            return TypedCell(number)
    try:
        if kind == "date" and _DAY.fullmatch(text):
            day = dt.date.fromisoformat(text)
            return TypedCell(day, "yyyy-mm-dd") if day >= _FIRST else TypedCell(text, "@")
        if kind == "datetime" and _MOMENT.fullmatch(text):
            moment = dt.datetime.fromisoformat(text)
            if moment.date() >= _FIRST:
                return TypedCell(moment, "yyyy-mm-dd hh:mm:ss")
        if kind == "time" and _CLOCK.fullmatch(text):
            return TypedCell(dt.time.fromisoformat(text), "hh:mm:ss")
    except ValueError:
        pass
    return TypedCell(text, "@" if kind == "string" else "General")


def _number(text: str) -> int | float | None:
    """Return a number that a spreadsheet keeps to its last digit, None for another text."""
    if not _NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    if "." not in text:
        return int(text)
    number = float(text)
    return number if Decimal(repr(number)) == Decimal(text) else None
