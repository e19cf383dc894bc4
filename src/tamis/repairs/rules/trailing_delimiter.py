"""Delimiters that nothing follows, at the end of rows or of the header."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="trailing-delimiter",
    title=Text(fr="Séparateurs en fin de ligne", en="Trailing delimiters"),
    does=Text(
        fr="Ôte les cellules vides de trop et les colonnes sans nom qui sont toutes vides.",
        en="Removes empty extra cells, and columns without a label that are empty throughout.",
    ),
    cures=("row.trailing-delimiter", "file.trailing-delimiter", "header.blank"),
    implied=True,
)
