"""Longitude and latitude swapped."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import swapped_points
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.axis_order import first_axis
from tamis.values.column_names import Nature, words
from tamis.values.distinct import by_distinct
from tamis.values.natures import likely_nature

REPAIR = RepairRule(
    name="point-swapped",
    title=Text(fr="Longitude et latitude inversées", en="Longitude and latitude swapped"),
    does=Text(
        fr="Échange les deux nombres d'un point qui n'est en France qu'à cette condition, dans "
        "une cellule ou dans deux colonnes.",
        en="Swaps the two numbers of a point that is in France on that condition only, in one "
        "cell or in two columns.",
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
    field = cell.field
    if field.type == "geojson" or "wkt" in words(field.name):
        return pl.coalesce(
            by_distinct(cell.text, swapped_points.swap_geometry, pl.String), cell.text
        )
    is_position = likely_nature(field, cell.schema) is Nature.POSITION
    if field.type != "geopoint" and not is_position:
        return None
    latitude_first = first_axis(field) == "latitude"

    def read(text: str) -> str | None:
        return swapped_points.swap_pair(field, text, latitude_first=latitude_first)

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)
