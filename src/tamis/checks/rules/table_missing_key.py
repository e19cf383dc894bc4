"""A field of the primary key is empty."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="table.missing-key",
    alias="primary-key",
    title=Text(fr="Clé primaire absente", en="Primary key missing"),
    message=Text(
        fr="« {field} » fait partie de la clé : la cellule ne peut pas être vide.",
        en="“{field}” is part of the key: the cell cannot be empty.",
    ),
    why=Text(
        fr="Sans clé, on ne peut ni désigner la ligne ni la mettre à jour.",
        en="Without a key the row can be neither identified nor updated.",
    ),
    repair=Text(fr="Donnez un identifiant à la ligne.", en="Give the row an identifier."),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for empty key fields that nothing else requires (Table Schema, "primaryKey")."""
    if cell.field.name in cell.schema.primary_key and not cell.field.required:
        yield CellCondition(broken=cell.text.is_null())
