"""Dates and durations that are written as ISO 8601 has them, in ODS and in some XLSX."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.readers.workbook.cell import Day, Length
from tamis.readers.workbook.number_format import Kind

_DURATION: Final = lazy_pattern(
    r"(-?)P(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d+(?:[.,]\d+)?)S)?)?"
)


def iso_moment(text: str, kind: Kind | None = None) -> Day | None:
    """Return a date, or a date and a time; None for another text.

    Args:
        text: what is written.
        kind: what it is shown as; None where it is shown as it is written.
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        return None
    clock = (moment - dt.datetime.combine(moment.date(), dt.time.min)) / dt.timedelta(
        milliseconds=1
    )
    plain = Kind.DATETIME if "T" in text else Kind.DATE
    return Day(moment.date(), round(clock), plain if kind is None else kind)


def iso_length(text: str, kind: Kind) -> Length | None:
    """Return a duration; None for another text, or one beyond what can be counted.

    >>> iso_length("PT36H00M00S", Kind.DURATION).length
    datetime.timedelta(days=1, seconds=43200)
    """
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        return None
    days, hours, minutes, seconds = (
        float((part or "0").replace(",", ".")) for part in match.groups()[1:]
    )
    try:
        length = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    return Length(-length if match[1] else length, kind)
