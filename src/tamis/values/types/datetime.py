"""Moments (Table Schema, "datetime": XML Schema ``dateTime``, or a strptime pattern)."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import patterns, strptime

DTYPE = pl.Datetime("us")
_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2})\z"
#: Seconds end at 59: XML Schema knows no leap second, and 60 would be read as the next minute.
_SHAPE = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
)

#: The hour 24 "is permitted if the minutes and seconds are zero"; it is the next day's hour 0
#: (XML Schema 2, 3.2.7).
_MIDNIGHT = r"T24(:00:00(?:\.0+)?(?:Z|[+-]|\z))"


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the moment: in UTC where the text gives a zone, else as it stands."""
    if field.format == "any":
        return strptime.read_any(text, "datetime")
    if field.format != "default":
        return strptime.parse(strptime.plain(field.format), text, "datetime")
    start = text.str.replace(_MIDNIGHT, "T00$1")
    clock = start.str.slice(0, 19).str.strptime(DTYPE, "%Y-%m-%dT%H:%M:%S", strict=False)
    clock = clock + pl.duration(days=(start != text).cast(pl.Int64))
    rest = text.str.slice(19)
    micros = rest.str.extract(r"\A\.([0-9]{1,6})", 1).str.pad_end(6, "0").cast(pl.Int64)
    zone = rest.str.extract(_ZONE, 1)
    minutes = zone.str.slice(1, 2).cast(pl.Int64, strict=False) * 60
    minutes = minutes + zone.str.slice(4, 2).cast(pl.Int64, strict=False)
    ahead = pl.when(zone.str.starts_with("-")).then(-minutes).otherwise(minutes).fill_null(0)
    moment = clock + pl.duration(microseconds=micros.fill_null(0)) - pl.duration(minutes=ahead)
    return pl.when(patterns.whole(text, _SHAPE)).then(moment.cast(DTYPE))


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    if field.format not in {"default", "any"}:
        form = strptime.plain(field.format)
        return Text(
            fr=f"une date et une heure de la forme {strptime.in_words(form, 'fr')}",
            en=f"a date and time written {strptime.in_words(form, 'en')}",
        )
    return Text(
        fr="une date et une heure, par exemple 2024-12-31T08:30:00+01:00",
        en="a date and time, such as 2024-12-31T08:30:00+01:00",
    )
