"""Texts as the typed cells of a workbook, where the cell is read back as the same value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tamis.model.errors import SourceError
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.readers.workbook.number_format_code import decimals_code

_NUMBER: Final = lazy_pattern(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?")
_MOST_DIGITS: Final = 15
#: How many characters a cell holds (Excel's specification).
_LONGEST: Final = 32_767
_YEAR: Final = lazy_pattern(r"[1-9][0-9]{3}")
#: Before March 1900 spreadsheets disagree about the days.
_FIRST: Final = dt.date(1900, 3, 1)
_DAY: Final = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = lazy_pattern(rf"{_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}")
_CLOCK: Final = lazy_pattern(r"[0-9]{2}:[0-9]{2}:[0-9]{2}")


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
    if kind in {"number", "integer"} and field:
        digits = _with_point(text, field.decimal_char)
        number = _number(digits)
        if number is not None:
            is_padded = "." in digits and digits.endswith("0")
            places = len(digits.partition(".")[2])
            return TypedCell(number, decimals_code(places) if is_padded else "General")
    if kind == "year" and _YEAR.fullmatch(text):
        return TypedCell(int(text))
    if field and field.type == "date" and field.format not in {"default", "any"}:
        return _by_pattern(text, field.format)
    return _moment(text, kind)


def _moment(text: str, kind: str) -> TypedCell:
    """Return a date, a time or both as such, any other text as it is."""
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


#: Parts of dates as patterns and number formats write them.
_PARTS: Final = {"%d": "dd", "%m": "mm", "%Y": "yyyy"}


def _by_pattern(text: str, pattern: str) -> TypedCell:
    """Return a date that is written by a pattern; as a text where a format cannot show it."""
    code = pattern
    for part, shown in _PARTS.items():
        code = code.replace(part, shown)
    if "%" in code or not set(_PARTS) <= {pattern[at : at + 2] for at in range(len(pattern))}:
        return TypedCell(text)
    try:
        moment = dt.datetime.strptime(text, pattern)  # noqa: DTZ007 spreadsheets know no zone
    except ValueError:
        return TypedCell(text)
    is_same = moment.strftime(pattern) == text and moment.date() >= _FIRST
    return TypedCell(moment.date(), code) if is_same else TypedCell(text)


def ensure_short(text: str) -> str:
    """Return a text that a cell of a workbook holds.

    Raises:
        SourceError: it is longer than a cell can be: spreadsheets would cut it.
    """
    if len(text.encode("utf-16-le")) > 2 * _LONGEST:
        raise SourceError(
            Text(
                fr=f"Une cellule a {len(text)} caractères : un classeur n'en garde que {_LONGEST}. "
                f"Elle commence par « {text[:40]} ».",
                en=f"A cell has {len(text)} characters: a workbook can hold no more than "
                f"{_LONGEST}. It begins with “{text[:40]}”.",
            ),
            Text(
                fr="Donnez à la sortie un nom en .csv.", en="Give the output a name ending in .csv."
            ),
        )
    return text


def _with_point(text: str, decimal_char: str) -> str:
    """Return a number with a point before its decimals, "" where it has another sign."""
    if decimal_char == ".":
        return text
    return "" if "." in text else text.replace(decimal_char, ".")


def _number(text: str) -> int | float | None:
    """Return a number that a spreadsheet keeps to its last digit, None for another text."""
    if not _NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    if text.startswith("-") and not text.strip("-0."):
        return None  # a spreadsheet has no -0
    if "." not in text:
        return int(text)
    number = float(text)
    return number if Decimal(repr(number)) == Decimal(text) else None
