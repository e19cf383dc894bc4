"""Times of day (Table Schema, "time": ``hh:mm:ss``, or a strptime pattern)."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import patterns, strptime

DTYPE = pl.Time
#: XML Schema 2, "time": optional fraction, optional zone (which the value does not keep).
_SHAPE = r"[0-9]{2}:[0-9]{2}:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"

#: The hour 24 "is permitted if the minutes and seconds are zero" (XML Schema 2, 3.2.7).
_MIDNIGHT = r"\A24(:00:00(?:\.0+)?(?:Z|[+-]|\z))"


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the time of day, without its zone."""
    if field.format == "any":
        return strptime.read_any(text, "time")
    if field.format != "default":
        return strptime.parse(strptime.plain(field.format), text, "time")
    start = text.str.replace(_MIDNIGHT, "00$1")
    clock = start.str.slice(0, 8).str.strptime(pl.Time, "%H:%M:%S", strict=False)
    return pl.when(patterns.whole(text, _SHAPE)).then(clock)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    if field.format == "any":
        return Text(fr="une heure", en="a time of day")
    form = "%H:%M:%S" if field.format == "default" else strptime.plain(field.format)
    return Text(
        fr=f"une heure de la forme {strptime.in_words(form, 'fr')}, par exemple 08:30:00",
        en=f"a time of day written {strptime.in_words(form, 'en')}, such as 08:30:00",
    )
