"""Longitude and latitude most likely stand in each other's place."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import positions
from tamis.checks.contract import CellCondition, RowCondition, cell_rule, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values import territories

RULE = Rule(
    code="likely.swapped-position",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Longitude et latitude sans doute inversées",
        en="Longitude and latitude most likely swapped",
    ),
    message=Text(
        fr="« {value}{note} » (« {field} ») n'est en France que si l'on échange longitude et "
        "latitude.",
        en="“{value}{note}” (“{field}”) is in France only once longitude and latitude are swapped.",
    ),
    why=Text(
        fr="Telle quelle, la position est à des milliers de kilomètres.",
        en="As it stands, the position is thousands of kilometres away.",
    ),
    repair=Text(
        fr="Échangez les deux nombres : la longitude est le petit (entre -5 et 10 en "
        "métropole), la latitude le grand (entre 41 et 52).",
        en="Swap the two numbers: in mainland France the longitude is between -5 and 10, the "
        "latitude between 41 and 52.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for points that lie in a territory only with their numbers swapped in one cell."""
    yield from positions.cell_conditions(cell, territories.SWAPPED)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for points that lie in a territory only with their numbers swapped in two cells."""
    yield from positions.row_conditions(row, territories.SWAPPED)
    yield from positions.swapped_axes(row)
