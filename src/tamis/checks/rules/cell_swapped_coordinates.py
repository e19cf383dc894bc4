"""Longitude and latitude stand in each other's place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import territories
from tamis.values.types import geopoint

RULE = Rule(
    code="cell.swapped-coordinates",
    alias="constraint-error",
    title=Text(
        fr="Longitude et latitude inversées",
        en="Longitude and latitude swapped",
    ),
    message=Text(
        fr="La position « {value} » (« {field} ») est en France si l'on échange longitude et "
        "latitude.",
        en="The position “{value}” (“{field}”) is in France once longitude and latitude are "
        "swapped.",
    ),
    why=Text(
        fr="Telle quelle, la position est à des milliers de kilomètres.",
        en="As it stands, the position is thousands of kilometres away.",
    ),
    repair=Text(
        fr="Écrivez la longitude d'abord, la latitude ensuite.",
        en="Write the longitude first, then the latitude.",
    ),
)

CUSTOM_CHECKS: Final = {
    "french-gps-coordinates": ("column",),
    "coordonnees-gps-francaises": ("column",),
}

#: Told only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for points that lie in a territory only with their numbers swapped."""
    if any(custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name)):
        place = territories.place(geopoint.point(cell.field, cell.value))
        yield CellCondition(broken=place == territories.SWAPPED)
