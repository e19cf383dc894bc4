"""Texts of a query read as values of a column."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from tamis.serve.rows.columns import Column, Kind
from tamis.serve.rows.errors import RequestError, invalid
from tamis.serve.rows.query import Period, Value

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,200}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_MONTH: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
#: The sign of an offset may come as a space: that is what ``+`` stands for in an address.
_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?"
    r"(?:(Z)|([ +-])([0-9]{2}):?([0-9]{2}))?",
    re.ASCII,
)
#: The words of PostgreSQL, which the tabular API is built on.
_TRUE: Final = frozenset({"true", "t", "yes", "y", "on", "1"})
_FALSE: Final = frozenset({"false", "f", "no", "n", "off", "0"})
#: No integer of a table is beyond; one that is compared with it may be.
_MOST: Final = 10**37
_DECEMBER: Final = 12


def read_value(column: Column, text: str) -> Value:
    """Return a text as a value of a column.

    A year or a month stands for all its days.

    Raises:
        RequestError: it is none.
    """
    value = _READERS[column.kind](text)
    if value is None:
        raise _wrong(column, text)
    return value


def _text(text: str) -> Value | None:
    return text


def _integer(text: str) -> Value | None:
    return max(-_MOST, min(int(text), _MOST)) if _INTEGER.fullmatch(text) else None


def _number(text: str) -> Value | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _boolean(text: str) -> Value | None:
    word = text.lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _day(text: str) -> Value | None:
    named = _DAY.fullmatch(text)
    try:
        return date(*map(int, named.groups())) if named else _period(text)
    except ValueError:
        return None


def _period(text: str) -> Period | None:
    """Return a year or a month.

    >>> _period("2024-02")
    Period(start=datetime.date(2024, 2, 1), end=datetime.date(2024, 3, 1))
    """
    named = _MONTH.fullmatch(text)
    if named is None:
        return None
    year, month = int(named[1]), int(named[2] or 1)
    start = date(year, month, 1)
    year, month = (year, month + 1) if named[2] and month < _DECEMBER else (year + 1, 1)
    return Period(start=start, end=date(year, month, 1) if year <= date.max.year else None)


def _instant(text: str) -> Value | None:
    named = _INSTANT.fullmatch(text)
    if named is None:
        day = _day(text)
        if isinstance(day, Period):
            end = None if day.end is None else _midnight(day.end)
            return Period(start=_midnight(day.start), end=end)
        return _midnight(day) if isinstance(day, date) else None
    try:
        return _in_utc(named)
    except (ValueError, OverflowError):
        return None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 columns hold no time zone


def _in_utc(named: re.Match[str]) -> datetime:
    day, hour, minute, second, fraction, zulu, sign, hours, minutes = named.groups()
    micros = int((fraction or "0").ljust(6, "0"))
    value = _midnight(date.fromisoformat(day)).replace(
        hour=int(hour), minute=int(minute), second=int(second or 0), microsecond=micros
    )
    if zulu or not sign:
        return value
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return value.replace(tzinfo=timezone(offset)).astimezone(UTC).replace(tzinfo=None)


_READERS: Final[dict[Kind, Callable[[str], Value | None]]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _day,
    Kind.DATETIME: _instant,
    Kind.JSON: _text,
}
_EXPECTED: Final = {
    Kind.INTEGER: ("un nombre entier", "an integer"),
    Kind.NUMBER: ("un nombre (7.4)", "a number (7.4)"),
    Kind.BOOLEAN: ("true ou false", "true or false"),
    Kind.DATE: ("une date (2024-03-15, 2024-03 ou 2024)", "a date (2024-03-15, 2024-03 or 2024)"),
    Kind.DATETIME: (
        "un instant (2024-03-15T10:30:00) ou une date",
        "an instant (2024-03-15T10:30:00) or a date",
    ),
}


def _wrong(column: Column, text: str) -> RequestError:
    fr, en = _EXPECTED[column.kind]
    return invalid(
        f"« {text[:100]} » ne convient pas pour « {column.name} » : il faut {fr}.",
        f"'{text[:100]}' is no value of '{column.name}': it takes {en}.",
    )
