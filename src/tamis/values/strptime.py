"""Dates and times by a strptime pattern (Table Schema, "date": "fmt" patterns of C and Python).

Read strictly: each number with all its digits, nothing around. Patterns made of digits go
through Polars; others (month names, zones…) through Python, once per distinct text.
"""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime, time
from typing import Final, Literal

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.values import patterns
from tamis.values.distinct import by_distinct

Kind = Literal["date", "datetime", "time"]
Temporal = type[pl.Date] | pl.Datetime | type[pl.Time]

_DTYPES: Final[dict[Kind, Temporal]] = {
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
    "time": pl.Time,
}
_DIGITS: Final = {
    "Y": "[0-9]{4}", "m": "[0-9]{2}", "d": "[0-9]{2}", "y": "[0-9]{2}",
    "H": "[0-9]{2}", "M": "[0-9]{2}", "S": "[0-5][0-9]", "%": "%",
}  # fmt: skip
_DAY, _CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
_ISO: Final[dict[Kind, re.Pattern[str]]] = {
    "date": lazy_pattern(_DAY),
    "datetime": lazy_pattern(f"{_DAY}T{_CLOCK}"),
    "time": lazy_pattern(_CLOCK),
}
_DATE_PARTS, _TIME_PARTS = frozenset("Ymd"), frozenset("HMS")


def plain(pattern: str) -> str:
    """Return `pattern` without the ``fmt:`` that old descriptors put before it."""
    return pattern.removeprefix("fmt:")


def _shape(pattern: str) -> str | None:
    """Return the expression that texts of `pattern` match, None where digits do not suffice."""
    out = []
    for directive, literal in re.findall(r"%(.)|([^%]+)", pattern):
        if directive and directive not in _DIGITS:
            return None
        out.append(_DIGITS[directive] if directive else re.escape(literal))
    return "".join(out)


def parse(pattern: str, text: pl.Expr, kind: Kind) -> pl.Expr:
    """Return the value of `text` by `pattern`, null where it does not fit."""
    parts = frozenset(re.findall("%(.)", pattern))
    shape = _shape(pattern)
    native = shape is not None and "y" not in parts and _complete(parts, kind)
    if not native:
        return by_distinct(text, lambda cell: _python(cell, pattern, kind, shape), _DTYPES[kind])
    value = text.str.strptime(_DTYPES[kind], pattern, strict=False)
    return pl.when(patterns.whole(text, shape or "")).then(value)


def _complete(parts: frozenset[str], kind: Kind) -> bool:
    """Whether Polars can build the value: it wants every part of it, and no other."""
    wanted = {"date": _DATE_PARTS, "time": _TIME_PARTS, "datetime": _DATE_PARTS | _TIME_PARTS}
    return parts == wanted[kind]


def _python(text: str, pattern: str, kind: Kind, shape: str | None) -> date | time | None:
    if shape is not None and not re.fullmatch(shape, text):
        return None
    try:
        value = datetime.strptime(text, pattern)  # noqa: DTZ007 a schema's datetime may have no zone
    except (ValueError, re.error):  # a directive that stands twice is an error of `re`
        return None
    return _part(value, kind)


def _part(value: datetime, kind: Kind) -> date | time:
    if kind == "date":
        return value.date()
    return value.time() if kind == "time" else value.replace(tzinfo=None)


def written(pattern: str, text: str, kind: Kind) -> str:
    """Return a date or a time of ISO 8601 by a pattern; as it is where that would lose a part.

    >>> written("%d/%m/%Y", "2024-02-01", "date"), written("%m/%Y", "2024-02-03", "date")
    ('01/02/2024', '2024-02-03')
    >>> written("%d/%m/%Y", "2024-02-01T08:00:00", "date")
    '2024-02-01T08:00:00'
    """
    if not _ISO[kind].fullmatch(text):
        return text
    try:
        value = _part(_moment(text, kind), kind)
        by_pattern = value.strftime(pattern)
        return by_pattern if _python(by_pattern, pattern, kind, _shape(pattern)) == value else text
    except ValueError:
        return text


def _moment(text: str, kind: Kind) -> datetime:
    return datetime.fromisoformat(f"1900-01-01T{text}" if kind == "time" else text)


def read_any(text: pl.Expr, kind: Kind) -> pl.Expr:
    """Return what dateutil reads in `text`, once per distinct text (format ``any``).

    The specification advises against that format, and so do we.
    """
    return by_distinct(text, lambda cell: _dateutil(cell, kind), _DTYPES[kind])


def _dateutil(text: str, kind: Kind) -> date | time | None:
    from dateutil import parser

    try:
        with warnings.catch_warnings():  # a zone in letters is passed over, as frictionless does
            warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)
            value: datetime = parser.parse(text)
    except (ValueError, OverflowError):
        return None
    return _part(value, kind)


def in_words(pattern: str, lang: str) -> str:
    """Return a pattern as people say it.

    >>> in_words("%d/%m/%Y", "fr"), in_words("%H:%M", "en")
    ('JJ/MM/AAAA', 'hh:mm')
    """
    fr = {"Y": "AAAA", "m": "MM", "d": "JJ", "y": "AA", "H": "hh", "M": "mm", "S": "ss"}
    en = {**fr, "Y": "YYYY", "d": "DD", "y": "YY"}
    words = fr if lang == "fr" else en
    return re.sub("%(.)", lambda m: words.get(m[1], m[0]), pattern)
