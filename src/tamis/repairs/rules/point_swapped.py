"""Longitude and latitude swapped."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import points
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="point-swapped",
    title=Text(fr="Longitude et latitude inversées", en="Longitude and latitude swapped"),
    does=Text(
        fr="Échange les deux nombres d'un point qui n'est en France qu'à cette condition.",
        en="Swaps the two numbers of a point that is in France on that condition only.",
    ),
    form=Text(
        fr="latitude, longitude → longitude, latitude",
        en="latitude, longitude → longitude, latitude",
    ),
    cures=(
        "cell.wrong-type",
        "cell.off-pattern",
        "cell.swapped-coordinates",
        "likely.swapped-position",
    ),
    applicability=Applicability.UNSAFE,
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the second number first, where that puts the point in a French territory."""
    if cell.field.type != "geopoint" and nature(cell) is not Nature.POSITION:
        return None
    field = cell.field

    def read(text: str) -> str | None:
        pair = points.read_pair(text)
        if pair is None or points.is_in_france(*pair):
            return None
        lat, lon = pair
        return points.write(field, lon, lat) if points.is_in_france(lon, lat) else None

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)
