"""Short rows made whole."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="short-row",
    title=Text(fr="Lignes courtes", en="Short rows"),
    does=Text(
        fr="Complète d'une cellule vide chaque colonne facultative qui manque en fin de ligne.",
        en="Adds an empty cell for each optional column missing at the end of a row.",
    ),
    cures=("row.short",),
    implied=True,
)
