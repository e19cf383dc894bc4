"""A free text holds the character that stands for a letter which was lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.free_text import has_accents, is_free
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.lost-letter",
    severity=Severity.WARNING,
    title=Text(fr="Lettre perdue", en="Lost letter"),
    message=Text(
        fr="« {value} » a perdu des lettres dans « {field} » : le signe � les remplace.",
        en="“{value}” has lost letters in “{field}”: the sign � replaces them.",
    ),
    why=Text(
        fr="Un logiciel a remplacé ce qu'il ne savait pas lire : rien ne dit plus ce que c'était.",
        en="Software replaced what it could not read: it is no longer possible to know what it "
        "was.",
    ),
    repair=Text(
        fr="Reprenez le texte de sa source, ou réécrivez les lettres.",
        en="Copy the text from its source again, or write the letters again.",
    ),
)

#: Told only where nothing else is wrong with the cell.
QUIET = True
_LOST: Final = "\ufffd"


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for the replacement character (Unicode, U+FFFD)."""
    if is_free(cell):
        yield CellCondition(broken=cell.text.str.contains(_LOST, literal=True), among=has_accents)
