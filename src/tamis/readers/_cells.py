"""Typed cells as the text that means the same, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import polars as pl

from tamis.tables.batch import column

#: Beyond, a float does not tell a whole number from the next.
_EXACT: Final = 2**53


def text(value: Any) -> str | None:
    """Return the text of a cell of a workbook; None where it is empty.

    >>> text(35000.0), text(0.1), text(True), text(datetime(2024, 12, 31)), text("")
    ('35000', '0.1', 'true', '2024-12-31', None)
    """
    if value is None or value == "":
        return None
    written = next((how for kind, how in _WRITTEN if isinstance(value, kind)), str)
    return written(value)


def _number(value: float) -> str:
    """Return a number without decimals where it is whole, and known to its last digit.

    >>> _number(21270116500017.0), _number(1e25)
    ('21270116500017', '1e+25')
    """
    whole = value.is_integer() and abs(value) < _EXACT
    return str(int(value)) if whole else repr(value)


def _moment(value: datetime) -> str:
    midnight = value.time() == time.min
    return value.date().isoformat() if midnight else value.isoformat()


def _duration(value: timedelta) -> str:
    """Return a duration as XML Schema writes it.

    >>> _duration(timedelta(hours=36))
    'P1DT12H'
    """
    sign, whole = ("-", -value) if value < timedelta(0) else ("", value)
    seconds = whole.seconds + whole.microseconds / 1e6
    hours, minutes = divmod(int(seconds) // 60, 60)
    left = seconds - 3600 * hours - 60 * minutes
    parts = [(hours, "H"), (minutes, "M"), (int(left) if left == int(left) else left, "S")]
    clock = "".join(f"{n}{unit}" for n, unit in parts if n)
    days = f"{whole.days}D" if whole.days else ""
    return f"{sign}P{days}" + (f"T{clock}" if clock else "") if days or clock else "PT0S"


_WRITTEN: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    (float, _number),
    (datetime, _moment),
    (date, date.isoformat),
    (time, time.isoformat),
    (timedelta, _duration),
)


def frame(rows: Sequence[Sequence[Any]], width: int) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Return rows of typed cells as text columns, and which cells were numbers.

    Args:
        rows: cells, `width` a row.
        width: how many columns.
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    texts, numbers = [], []
    for at, cells in enumerate(columns):
        kinds = set(map(type, cells))
        plain = kinds <= {str}
        made = [one or None for one in cells] if plain else [text(one) for one in cells]
        texts.append(pl.Series(column(at), made, dtype=pl.String))
        if float in kinds or int in kinds:
            marks = [isinstance(one, float | int) and not isinstance(one, bool) for one in cells]
            numbers.append(pl.Series(column(at), marks, dtype=pl.Boolean))
    return pl.DataFrame(texts), pl.DataFrame(numbers) if numbers else None
