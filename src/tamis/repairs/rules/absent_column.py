"""Optional columns added, empty."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="absent-column",
    title=Text(fr="Colonnes facultatives absentes", en="Absent optional columns"),
    does=Text(
        fr="Ajoute, vide, chaque colonne facultative qui manque.",
        en="Adds, empty, each optional column that lacks.",
    ),
    cures=("header.absent-field",),
)
