"""A position is in no French territory."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import positions
from tamis.checks.contract import CellCondition, RowCondition, cell_rule, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values import territories

RULE = Rule(
    code="likely.position-abroad",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Position hors de France",
        en="Position outside France",
    ),
    message=Text(
        fr="« {value}{note} » (« {field} ») n'est dans aucun territoire français.",
        en="“{value}{note}” (“{field}”) is in no French territory.",
    ),
    why=Text(
        fr="Un point au milieu de l'océan ou d'un autre pays ne situe rien.",
        en="A point in the ocean or in another country locates nothing.",
    ),
    repair=Text(
        fr="Vérifiez la position : longitude et latitude en degrés, avec un point pour les "
        "décimales.",
        en="Check the position: longitude and latitude in degrees, with a point before decimals.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for points in no territory, nor with their numbers swapped in one cell."""
    yield from positions.cell_conditions(cell, territories.AWAY)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for points in no territory, nor with their numbers swapped in two cells."""
    yield from positions.row_conditions(row, territories.AWAY)
