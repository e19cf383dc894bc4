"""Columns put back in the schema's order."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="column-order",
    title=Text(fr="Ordre des colonnes", en="Column order"),
    does=Text(
        fr="Remet les colonnes dans l'ordre du schéma ; les autres suivent.",
        en="Puts columns back in the schema's order; others follow.",
    ),
    cures=("header.wrong-order", "header.misplaced-field"),
)
