"""Degrees, minutes and seconds."""

from __future__ import annotations

import re

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="sexagesimal",
    title=Text(fr="Degrés, minutes et secondes", en="Degrees, minutes and seconds"),
    does=Text(
        fr="Écrit 48.856667 pour « 48°51'24\" N » ; l'ouest et le sud sont négatifs.",
        en="Writes 48.856667 for “48°51'24\" N”; west and south are negative.",
    ),
    form=Text(fr="48°51'24\" → 48.856667", en="48°51'24\" → 48.856667"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_SHAPE = re.compile(
    r"(?P<sign>[+-]?)(?P<d>\d{1,3})\s*°\s*(?:(?P<m>\d{1,2})\s*['′’]\s*)?"
    r"(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|'')\s*)?(?P<side>[NSEWO]?)",
    re.IGNORECASE,
)
_SIXTY = 60


def bind(cell: Cell) -> pl.Expr | None:
    """Write decimal degrees, to a decimetre."""
    if cell.field.type != "number":
        return None
    return pl.coalesce(by_distinct(cell.text, _read, pl.String), cell.text)


def _read(text: str) -> str | None:
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return None
    minutes, seconds = int(match["m"] or 0), float((match["s"] or "0").replace(",", "."))
    if minutes >= _SIXTY or seconds >= _SIXTY:
        return None
    degrees = int(match["d"]) + minutes / _SIXTY + seconds / _SIXTY**2
    south = match["sign"] == "-" or match["side"].upper() in {"S", "W", "O"}
    return f"{-degrees if south else degrees:.6f}"
