"""Coordinates in metres stand in the place of degrees."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import positions
from tamis.checks.contract import CellCondition, RowCondition, cell_rule, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row

RULE = Rule(
    code="likely.position-in-metres",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Coordonnées en mètres",
        en="Coordinates in metres",
    ),
    message=Text(
        fr="« {value}{note} » (« {field} ») n'est pas en degrés : des coordonnées Lambert-93 "
        "ou d'une autre projection.",
        en="“{value}{note}” (“{field}”) is not in degrees: coordinates in Lambert-93 or "
        "another projection.",
    ),
    why=Text(
        fr="Des mètres lus comme des degrés ne sont nulle part sur la terre.",
        en="Metres that are read as degrees are nowhere on earth.",
    ),
    repair=Text(
        fr="Convertissez en longitude et latitude (WGS 84), en degrés.",
        en="Convert to longitude and latitude (WGS 84), in degrees.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for numbers beyond those of degrees in one cell."""
    yield from positions.cell_conditions(cell, positions.METRES)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for numbers beyond those of degrees in two cells."""
    yield from positions.row_conditions(row, positions.METRES)
