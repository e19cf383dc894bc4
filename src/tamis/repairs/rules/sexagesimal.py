"""Degrees, minutes and seconds."""

from __future__ import annotations

import re

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import points
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="sexagesimal",
    title=Text(fr="Degrés, minutes et secondes", en="Degrees, minutes and seconds"),
    does=Text(
        fr="Écrit 48.856667 pour « 48°51'24\" N » ; l'ouest et le sud sont négatifs.",
        en="Writes 48.856667 for “48°51'24\" N”; west and south are negative.",
    ),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_SHAPE = lazy_pattern(
    r"(?P<sign>[+-]?)(?P<d>\d{1,3})\s*°\s*(?:(?P<m>\d{1,2})\s*['′’]\s*)?"
    r"(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|'')\s*)?(?P<side>[NSEWO]?)",
    re.IGNORECASE,
)
#: Decimal degrees and a compass point.
_DECIMAL = lazy_pattern(r"(?P<d>\d{1,3}[.,]\d+)\s*°?\s*(?P<side>[NSEWO])", re.IGNORECASE)
_SIXTY = 60
_LAT, _LON = 90, 180


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write decimal degrees, to a decimetre."""
    if cell.field.type != "number":
        return None
    axis = points.is_axis(cell.field)

    def read(text: str) -> str | None:
        return _degrees(text.strip()) or (_signed(text.strip()) if axis else None)

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)


def _degrees(text: str) -> str | None:
    match = _SHAPE.fullmatch(text)
    if match is None or (match["sign"] and match["side"]):
        return None
    minutes, seconds = int(match["m"] or 0), float((match["s"] or "0").replace(",", "."))
    if minutes >= _SIXTY or seconds >= _SIXTY:
        return None
    degrees = int(match["d"]) + minutes / _SIXTY + seconds / _SIXTY**2
    return f"{-degrees if match['sign'] == '-' or _is_negative(match['side']) else degrees:.6f}"


def _signed(text: str) -> str | None:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    number = match["d"].replace(",", ".")
    far = float(number) > (_LAT if match["side"].upper() in {"N", "S"} else _LON)
    return None if far else f"{'-' * _is_negative(match['side'])}{number}"


def _is_negative(side: str) -> bool:
    return side.upper() in {"S", "W", "O"}
