"""A point lies outside every French territory, read either way."""

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
    code="cell.out-of-france",
    alias="constraint-error",
    title=Text(
        fr="Position hors de France",
        en="Position outside France",
    ),
    message=Text(
        fr="La position « {value} » (« {field} ») n'est dans aucun territoire français.",
        en="The position “{value}” (“{field}”) is in no French territory.",
    ),
    why=Text(
        fr="Un point au milieu de l'océan ou d'un autre pays ne situe rien.",
        en="A point in the ocean or in another country locates nothing.",
    ),
    repair=Text(
        fr="Vérifiez la position : longitude puis latitude en degrés, avec un point pour les "
        "décimales.",
        en="Check the position: longitude then latitude in degrees, with a point before decimals.",
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
    """Look for points in no box of a territory, nor with their numbers swapped."""
    if any(custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name)):
        place = territories.place(geopoint.point(cell.field, cell.value))
        yield CellCondition(broken=place == territories.AWAY)
