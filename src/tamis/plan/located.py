"""Where the rows of a table stand on earth, if its fields say so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from tamis.plan.model import FieldPlan, Plan

#: How French schemas name the two halves of a position: latitude, Ylat, EQUIP_LAT, lat_coor1…
_HALF: Final = re.compile(
    r"(?:(?P<stem>.*_)|[xy])?(?P<half>lon|long|longitude|lat|latitude)(?P<rest>_?(?:coor|wgs)\w*)?",
    re.IGNORECASE,
)


def located(plan: Plan) -> tuple[pl.Expr, pl.Expr] | None:
    """Return longitude and latitude as expressions over the raw columns; None: no position.

    The first ``geopoint`` field decides, else the first pair of number fields named after the
    two halves of a position. What cannot be read as its type is null.
    """
    for one in plan.fields:
        if one.field.type == "geopoint":
            point = _value(one)
            return point.struct.field("lon"), point.struct.field("lat")
    halves = _halves(plan)
    for key, longitude in halves.items():
        latitude = halves.get((*key[:2], "lat"))
        if key[2] == "lon" and latitude is not None:
            return _value(longitude).cast(pl.Float64), _value(latitude).cast(pl.Float64)
    return None


def _halves(plan: Plan) -> Mapping[tuple[str, str, str], FieldPlan]:
    found: dict[tuple[str, str, str], FieldPlan] = {}
    for one in plan.fields:
        named = _HALF.fullmatch(one.field.name)
        if named and one.field.type == "number":
            stem, half, rest = named["stem"] or "", named["half"], named["rest"] or ""
            found.setdefault((stem.lower(), rest.lower(), half.lower()[:3]), one)
    return found


def _value(one: FieldPlan) -> pl.Expr:
    """Return the typed value straight from the raw column."""
    parsed: pl.Expr = one.value
    return parsed
