"""Lengths of time (Table Schema, "duration"; XML Schema 2, 3.2.6, ISO 8601 ``P1Y2M10DT2H30M``).

A duration is months and seconds; the two are not commensurable, so two durations have an order
only where they keep it from each of the four starting points that XML Schema names (3.2.6.2).
"""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import patterns

DTYPE = pl.Struct({"months": pl.Int64, "seconds": pl.Float64})
_N = "([0-9]+)"
_PARTS = (
    rf"\A(-?)P(?:{_N}Y)?(?:{_N}M)?(?:{_N}W)?(?:{_N}D)?"
    rf"(?:T(?:{_N}H)?(?:{_N}M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?\z"
)
_SECONDS = (("4", 604_800), ("5", 86_400), ("6", 3_600), ("7", 60))


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the months and the seconds of the duration."""
    parts = text.str.extract_groups(_PARTS).struct

    def count(name: str) -> pl.Expr:
        return parts.field(name).cast(pl.Int64, strict=False).fill_null(0)

    sign = pl.when(parts.field("1") == "-").then(-1).otherwise(1)
    months = sign * (count("2") * 12 + count("3"))
    clock = parts.field("8").cast(pl.Float64, strict=False).fill_null(0.0)
    seconds = sign * (pl.sum_horizontal(count(n) * s for n, s in _SECONDS) + clock)
    whole = pl.struct(months=months, seconds=seconds.cast(pl.Float64))
    has_part = patterns.whole(text, r"-?P[^T]*[0-9][YMWD](?:T.*[0-9][HMS])?|-?PT.*[0-9][HMS]")
    return pl.when(has_part & parts.field("1").is_not_null()).then(whole)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    return Text(
        fr="une durée ISO 8601, par exemple P1DT3H (un jour et trois heures)",
        en="an ISO 8601 duration, such as P1DT3H (a day and three hours)",
    )
