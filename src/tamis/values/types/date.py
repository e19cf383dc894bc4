"""Days (Table Schema, "date": ISO 8601 ``YYYY-MM-DD``, or a strptime pattern)."""

from __future__ import annotations

from datetime import date

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import strptime

DTYPE = pl.Date
_DEFAULT = "%Y-%m-%d"

#: Days of the calendar in any year; the 29th of February is read to be known.
_SURE = (
    "[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)


def pattern(field: Field) -> str:
    """Return the strptime pattern of the field."""
    return _DEFAULT if field.format == "default" else strptime.plain(field.format)


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the day."""
    if field.format == "any":
        return strptime.read_any(text, "date")
    return strptime.parse(pattern(field), text, "date")


def sure(field: Field) -> str | None:
    """Return the form of days that exist in any year."""
    return _SURE if field.format != "any" and pattern(field) == _DEFAULT else None


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    if field.format == "any":
        return Text(fr="une date", en="a date")
    form = {lang: strptime.in_words(pattern(field), lang) for lang in ("fr", "en")}
    sample = date(2024, 12, 31).strftime(pattern(field))
    return Text(
        fr=f"une date qui existe, de la forme {form['fr']}, par exemple {sample}",
        en=f"a date that exists, written {form['en']}, such as {sample}",
    )
