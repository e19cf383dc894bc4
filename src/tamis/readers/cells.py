"""Typed cells as the text that means the same, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import polars as pl

from tamis.readers.workbook.serial import duration_text
from tamis.tables.batch import column

#: Beyond, a float does not tell a whole number from the next.
_EXACT: Final = 2**53
#: A number of more digits is written with an exponent.
_LONGEST: Final = 1e40


def text(value: Any) -> str | None:
    """Return the text of a cell of a workbook; None where it is empty.

    >>> text(35000.0), text(0.1), text(True), text(datetime(2024, 12, 31)), text("")
    ('35000', '0.1', 'true', '2024-12-31', None)
    """
    if value is None or value == "":
        return None
    return _WRITTEN.get(type(value), str)(value)


def _number(value: float) -> str:
    """Return a number without decimals where it is whole, with the digits that are known.

    >>> _number(21270116500017.0), _number(1.2345678901234568e17), _number(1e300)
    ('21270116500017', '123456789012345680', '1e+300')
    """
    if not value.is_integer() or abs(value) >= _LONGEST:
        return repr(value)
    return str(int(value)) if abs(value) < _EXACT else f"{Decimal(repr(value)):f}"


def _moment(value: datetime) -> str:
    midnight = value.time() == time.min
    return value.date().isoformat() if midnight else _short(value.isoformat())


def _short(clock: str) -> str:
    """Return a clock without the zeros at the end of its fraction.

    >>> _short("02:57:46.598000"), _short("10:00:00")
    ('02:57:46.598', '10:00:00')
    """
    return clock.rstrip("0") if "." in clock else clock


_WRITTEN: Final[Mapping[type, Callable[[Any], str]]] = {
    bool: lambda value: "true" if value else "false",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: lambda value: _short(value.isoformat()),
    timedelta: duration_text,
}


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
    for position, cells in enumerate(columns):
        written, marks = text_column(cells)
        texts.append(written.alias(column(position)))
        if marks is not None:
            numbers.append(marks.alias(column(position)))
    return pl.DataFrame(texts), pl.DataFrame(numbers) if numbers else None


def text_column(cells: Sequence[Any]) -> tuple[pl.Series, pl.Series | None]:
    """Return the texts of a column, and which were numbers; None where none was.

    A number has the same text whatever stands beside it, for batches of one column differ.
    """
    kinds = set(map(type, cells))
    words = _words(cells) if kinds - {float} else [None] * len(cells)
    written = pl.Series("w", words, dtype=pl.String)
    if not kinds & {float, int}:
        return written, None
    floats = [cell if type(cell) is float else None for cell in cells]
    both = pl.DataFrame([written, pl.Series("n", floats, dtype=pl.Float64)])
    marks = both["n"].is_not_null()
    if int in kinds:
        marks |= pl.Series([type(cell) is int for cell in cells], dtype=pl.Boolean)
    texts = both.select(pl.coalesce("w", digits(pl.col("n"))))["w"]
    return _in_full(texts, both["n"]), marks


def _in_full(texts: pl.Series, numbers: pl.Series) -> pl.Series:
    """Return the texts of numbers, large whole ones with all their digits."""
    large = (numbers.abs() >= _EXACT).fill_null(value=False).arg_true()
    if not large.len():
        return texts
    return texts.scatter(large, [_number(number) for number in numbers.gather(large)])


def _words(cells: Sequence[Any]) -> list[str | None]:
    """Return the texts of cells, but of floats, which are written all at once."""
    return [(cell or None) if type(cell) is str else _word(cell) for cell in cells]


def _word(cell: Any) -> str | None:
    return None if type(cell) is float else text(cell)
