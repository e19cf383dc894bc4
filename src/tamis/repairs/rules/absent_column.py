"""Optional columns added, empty."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="absent-column",
    title=Text(fr="Colonnes facultatives absentes", en="Absent optional columns"),
    does=Text(
        fr="Ajoute chaque colonne facultative absente, vide.",
        en="Adds each missing optional column, empty.",
    ),
    cures=("header.absent-field",),
)
