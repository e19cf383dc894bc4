"""A position is 0, 0."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import positions
from tamis.checks.contract import CellCondition, RowCondition, cell_rule, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row

RULE = Rule(
    code="likely.position-zero",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Position 0, 0",
        en="Position 0, 0",
    ),
    message=Text(
        fr="« {value}{note} » (« {field} ») est en mer, au large du Ghana : une position "
        "laissée à zéro.",
        en="“{value}{note}” (“{field}”) is in the sea off Ghana: a position left at zero.",
    ),
    why=Text(
        fr="Une position inconnue écrite 0, 0 passe pour un lieu.",
        en="An unknown position that is written 0, 0 passes for a place.",
    ),
    repair=Text(
        fr="Laissez vide une position inconnue, ou écrivez la bonne.",
        en="Leave an unknown position empty, or write the right one.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for 0, 0 in one cell."""
    yield from positions.cell_conditions(cell, positions.NOWHERE)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for 0, 0 in two cells."""
    yield from positions.row_conditions(row, positions.NOWHERE)
