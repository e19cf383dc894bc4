"""A required cell is empty."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.missing",
    alias="constraint-error",
    title=Text(fr="Valeur obligatoire absente", en="Required value missing"),
    message=Text(
        fr="« {field} » est obligatoire et la cellule est vide.",
        en="“{field}” is required and the cell is empty.",
    ),
    why=Text(
        fr="Sans cette valeur, la ligne ne peut pas être réutilisée.",
        en="Without this value the row cannot be reused.",
    ),
    repair=Text(
        fr="Remplissez la cellule ; si la valeur n'est pas connue, demandez-la à quelqu'un qui "
        "la connaît.",
        en="Fill in the cell; if you do not know the value, ask someone who does.",
    ),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for missing values where one is required (Table Schema, "required")."""
    if cell.field.required:
        yield CellCondition(broken=cell.text.is_null())
