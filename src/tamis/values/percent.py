"""Percentages: 12,5 % is held as 0.125, and is 12.5 or 0.125 as the field wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field


class PercentReading(StrEnum):
    """What 12,5 % is in a column: 0.125, 12.5, or its text where nothing decides."""

    SHARE = "share"
    POINTS = "points"
    SHOWN = "shown"


_SHARE: Final = lazy_pattern(
    r"\b(?:entre|de|between|from)\s+0\s+(?:et|à|and|to)\s+1\b(?![.,]?\d)", re.IGNORECASE
)
_POINTS: Final = lazy_pattern(r"%|\bpour[ -]?cents?\b|\bpourcentages?\b|\bpercent", re.IGNORECASE)
#: A bound that says that the numbers of a field are percentages.
_HUNDREDS: Final = 10


def percent_reading(field: Field | None, others: Iterable[float]) -> PercentReading:
    """Return how the percentages of a column are read.

    The field's bounds decide, then its unit, its example, and the other numbers of the column.

    Args:
        field: the field of the column, None where there is none.
        others: numbers of the column that no percent sign is shown after.
    """
    if field is None or field.type not in {"number", "integer"}:
        return PercentReading.SHOWN
    return (
        _by_bounds(field)
        or _by_words(f"{field.name} {field.title} {field.description}")
        or _by_numbers(filter(None, [_decimal(field.example)]))
        or _by_numbers(Decimal(repr(number)) for number in others)
        or PercentReading.SHOWN
    )


def _by_bounds(field: Field) -> PercentReading | None:
    bounds = field.constraints
    most = _decimal(bounds.maximum)
    most = _decimal(bounds.exclusive_maximum) if most is None else most
    if most is not None and most <= 1:
        return PercentReading.SHARE
    if most is not None and most >= _HUNDREDS:
        return PercentReading.POINTS
    least = _decimal(bounds.minimum)
    return PercentReading.POINTS if least is not None and least >= 1 else None


def _by_words(words: str) -> PercentReading | None:
    if _SHARE.search(words):
        return PercentReading.SHARE
    return PercentReading.POINTS if _POINTS.search(words) else None


def _by_numbers(numbers: Iterable[Decimal]) -> PercentReading | None:
    """Tell shares, which are below 1 and have decimals, from points."""
    known = [number for number in numbers if number]
    if any(number > 1 for number in known):
        return PercentReading.POINTS
    return PercentReading.SHARE if any(0 < number < 1 for number in known) else None


def _decimal(bound: Any) -> Decimal | None:
    try:
        number = Decimal(str(bound).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def percent_text(number: float, reading: PercentReading) -> str | float:
    """Return a number that is shown as a percentage.

    >>> [percent_text(0.125, reading) for reading in PercentReading]
    [0.125, 12.5, '12,5 %']
    """
    if reading is PercentReading.SHARE:
        return number
    points = _points(number)
    if reading is PercentReading.POINTS:
        return float(points)
    return f"{points:f}".replace(".", ",") + " %"


def _points(number: float) -> Decimal:
    """Return a hundred times a number, by its digits: 0.07 is 7, not 7.000000000000001."""
    points = Decimal(f"{number:.15g}") * 100
    return (
        points.quantize(Decimal(1)) if points == points.to_integral_value() else points.normalize()
    )
