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


def digits(number: pl.Expr) -> pl.Expr:
    """Return the texts of floats, without decimals where they are whole and known exactly.

    >>> pl.select(digits(pl.lit(pl.Series([35000.0, 0.1, -0.0])))).to_series().to_list()
    ['35000', '0.1', '0']
    """
    whole = (number == number.floor()) & (number.abs() < _EXACT)
    exact = pl.when(whole).then(number).cast(pl.Int64).cast(pl.String)
    return pl.coalesce(exact, number.cast(pl.String))


def frame(rows: Sequence[Sequence[Any]], width: int) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Return rows of typed cells as text columns, and which cells were numbers.

    Args:
        rows: cells, `width` a row.
        width: how many columns.
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    texts, numbers = [], []
    for at, cells in enumerate(columns):
        made, marks = _column(cells)
        texts.append(made.alias(column(at)))
        if marks is not None:
            numbers.append(marks.alias(column(at)))
    return pl.DataFrame(texts), pl.DataFrame(numbers) if numbers else None


def _column(cells: Sequence[Any]) -> tuple[pl.Series, pl.Series | None]:
    """Return the texts of a column, and which were numbers; None where none was.

    A number has the same text whatever stands beside it, for batches of one column differ.
    """
    kinds = set(map(type, cells))
    words = _words(cells) if kinds - {float} else [None] * len(cells)
    made = pl.Series("w", words, dtype=pl.String)
    if not kinds & {float, int}:
        return made, None
    plain = [one if type(one) is float else None for one in cells]
    held = pl.DataFrame([made, pl.Series("n", plain, dtype=pl.Float64)])
    marks = held["n"].is_not_null()
    if int in kinds:
        marks |= pl.Series([type(one) is int for one in cells], dtype=pl.Boolean)
    return held.select(pl.coalesce("w", digits(pl.col("n"))))["w"], marks


def _words(cells: Sequence[Any]) -> list[str | None]:
    """Return the texts of cells, but of floats, which are written all at once."""
    return [(one or None) if type(one) is str else _word(one) for one in cells]


def _word(cell: Any) -> str | None:
    return None if type(cell) is float else text(cell)
