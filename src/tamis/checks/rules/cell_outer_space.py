"""A cell begins or ends with a blank that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.outer-space",
    severity=Severity.WARNING,
    title=Text(fr="Espace au bord d'une valeur", en="Space around a value"),
    message=Text(
        fr="« {value} » commence ou finit par un espace dans « {field} ».",
        en="“{value}” begins or ends with a space in “{field}”.",
    ),
    why=Text(
        fr="Deux valeurs qui se lisent pareil ne sont pas égales pour un logiciel.",
        en="Two values that read the same are not equal for software.",
    ),
    repair=Text(fr="Supprimez l'espace.", en="Delete the space."),
)

#: Told only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts that conform but for the blanks around them."""
    if cell.field.type in {"string", "any"} and cell.field.format == "default":
        stripped = cell.text.str.strip_chars()
        yield CellCondition(broken=stripped.str.len_bytes() != cell.text.str.len_bytes())
