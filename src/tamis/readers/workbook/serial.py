"""Serial numbers, days since an epoch, as the texts of dates, times and durations."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tamis.readers.workbook.number_format import Kind

_DAY: Final = 86_400_000
#: The day after the last that spreadsheets know, 31 December 9999, in both systems.
_LAST: Final = {False: 2_958_466, True: 2_957_004}
#: The day 0 of both systems (ECMA-376 part 1, section 18.17.4): 1900 has a 29 February that
#: never was, the day 60, so that the days before it count from one day later.
_EPOCH: Final = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_NEVER: Final = 60
#: From so many days on, a moment shown as a time alone is a date whose day is hidden.
_DATED: Final = 366


def moment_text(serial: float, kind: Kind, field_type: str, *, is_1904: bool = False) -> str | None:
    """Return the text of a number that is shown as a date, a time or a duration.

    Args:
        serial: a number of days.
        kind: what it is shown as.
        field_type: the type of its field; "" where there is none.
        is_1904: whether days are counted from 1904.

    Returns:
        A text that has no other reading: what stands for no moment is never one that is valid.
        None where it is no moment at all: the number is what the cell holds.

    >>> moment_text(45657, Kind.DATETIME, "datetime"), moment_text(-0.0625, Kind.TIME, "time")
    ('2024-12-31T00:00:00', '-01:30:00')
    """
    if kind is Kind.DURATION:
        return _duration(serial, field_type)
    if kind is Kind.TIME and serial < _DATED:
        return clock_text(round(serial * _DAY))
    days, clock = divmod(round(serial * _DAY), _DAY)
    if not 0 <= days < _LAST[is_1904]:
        return None
    if not is_1904 and days in {0, _NEVER}:
        return _joined("1900-01-00" if not days else "1900-02-29", clock, kind)
    shift = 1 if not is_1904 and days < _NEVER else 0
    return date_text(_EPOCH[is_1904] + dt.timedelta(days + shift), clock, kind, field_type)


def date_text(day: dt.date, clock: int, kind: Kind, field_type: str) -> str:
    """Return the text of a day and a clock (in ms) that are shown as `kind`.

    What the kind hides is kept, but where the field wants no more than what it shows.
    """
    if kind is Kind.YEAR and (field_type == "year" or not (clock or day.timetuple().tm_yday > 1)):
        return f"{day.year:04}"
    if kind is Kind.YEARMONTH and (field_type == "yearmonth" or not (clock or day.day > 1)):
        return f"{day.year:04}-{day.month:02}"
    if field_type == "date" and not clock:
        return day.isoformat()
    return _joined(day.isoformat(), clock, kind)


def _joined(day: str, clock: int, kind: Kind) -> str:
    """Return a day, and its clock where that is shown or says something."""
    has_clock = bool(clock) or kind in {Kind.DATETIME, Kind.TIME}
    return f"{day}T{clock_text(clock)}" if has_clock else day


def _duration(serial: float, field_type: str) -> str | None:
    try:
        length = dt.timedelta(milliseconds=round(serial * _DAY))
    except OverflowError:
        return None
    if field_type == "time":
        return clock_text(round(serial * _DAY))
    return duration_text(length)


def clock_text(milliseconds: int) -> str:
    """Return a time of the day; one that is before or beyond it keeps its sign and its hours.

    >>> clock_text(5_400_000), clock_text(-5_400_000), clock_text(86_400_000)
    ('01:30:00', '-01:30:00', '24:00:00')
    """
    seconds, rest = divmod(abs(milliseconds), 1000)
    sign = "-" if milliseconds < 0 else ""
    fraction = f".{rest:03}".rstrip("0") if rest else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"


def duration_text(length: dt.timedelta) -> str:
    """Return a duration as XML Schema writes it (part 2, section 3.3.6).

    >>> duration_text(dt.timedelta(hours=36))
    'P1DT12H'
    """
    sign, whole = ("-", -length) if length < dt.timedelta(0) else ("", length)
    minutes, seconds = divmod(whole.seconds, 60)
    fraction = f".{whole.microseconds:06}".rstrip("0") if whole.microseconds else ""
    parts = [(whole.seconds // 3600, "H"), (minutes % 60, "M")]
    clock = "".join(f"{number}{unit}" for number, unit in parts if number)
    if seconds or fraction:
        clock += f"{seconds}{fraction}S"
    days = f"{whole.days}D" if whole.days else ""
    return f"{sign}P{days}" + (f"T{clock}" if clock else "") if days or clock else "PT0S"
