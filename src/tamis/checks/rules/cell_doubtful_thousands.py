"""A number reads as decimals in a column whose points part thousands."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.doubtful-thousands",
    severity=Severity.WARNING,
    title=Text(fr="Milliers lus comme des décimales", en="Thousands read as decimals"),
    message=Text(
        fr="« {value} » se lit comme des décimales, alors que la colonne « {field} » sépare "
        "ailleurs ses milliers par un point.",
        en="“{value}” reads as a decimal number, whereas the column “{field}” separates "
        "thousands with a point elsewhere.",
    ),
    why=Text(
        fr="Un nombre divisé par mille fausse toutes les sommes, et rien ne le signale.",
        en="A number divided by a thousand makes every sum wrong, and nothing shows it.",
    ),
    repair=Text(fr="Supprimez le point des milliers.", en="Delete the point between thousands."),
)

#: As `tamis.repairs.marks` has it: one point before exactly three digits.
_SHAPE = r"\A[+-]?[1-9][0-9]{0,2}\.[0-9]{3}\z"


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for numbers of one point and three digits, where the column decides against them."""
    field = cell.field
    if field.type == "number" and field.decimal_char == "." and cell.witness.point_is_thousands:
        yield CellCondition(broken=cell.text.str.contains(_SHAPE))
