"""A spreadsheet wrote a code as a number in powers of ten."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.odd_texts import POWER, looks_odd
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="likely.rounded-code",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Code écrit en puissance de dix",
        en="Code written in powers of ten",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est un code que le tableur a arrondi.",
        en="“{value}” (“{field}”) is a code that the spreadsheet has rounded.",
    ),
    why=Text(
        fr="Les derniers chiffres sont perdus : on ne les retrouve pas.",
        en="The last digits are lost, and cannot be found again.",
    ),
    repair=Text(
        fr="Mettez la colonne au format Texte, puis recopiez le code entier.",
        en="Set the column to the Text format, then copy the whole code.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for powers of ten in texts."""
    if cell.field.type not in {"string", "any"}:
        return
    yield CellCondition(broken=cell.text.str.contains(POWER), among=looks_odd)
