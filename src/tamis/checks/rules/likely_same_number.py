"""A measure is the same number in every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tamis.checks import columns
from tamis.checks.contract import ColumnCondition, column_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="likely.same-number",
    severity=Severity.WARNING,
    about="column",
    plain_note=True,
    title=Text(
        fr="Une seule valeur pour toute la colonne",
        en="One value for the whole column",
    ),
    message=Text(
        fr="« {field} » a partout le même nombre ({note} {note:ligne|lignes}).",
        en="“{field}” has the same number everywhere ({note} {note:row|rows}).",
    ),
    why=Text(
        fr="Une mesure qui ne varie jamais est souvent une valeur recopiée ou par défaut.",
        en="A measure that never varies is often a value copied down, or a default.",
    ),
    repair=Text(
        fr="Vérifiez que la valeur est bien celle de chaque ligne.",
        en="Check that the value is indeed that of each row.",
    ),
)

_LEAST: Final[int] = thresholds("crowd")["same"]


@column_rule
def bind_column(cell: Cell) -> Iterator[ColumnCondition]:
    """Look for a column of decimal measures that holds one text."""
    if cell.field.type == "number" and columns.is_measure(cell):
        yield ColumnCondition(classes=columns.one_text(cell.text), judge=_judge, is_whole=True)


def _judge(counts: Mapping[int, int]) -> Mapping[int, str]:
    return columns.only_class(counts, _LEAST)
