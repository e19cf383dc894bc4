"""Cells beyond the header kept in a column of their own."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="extra-cells",
    title=Text(fr="Cellules en trop", en="Extra cells"),
    does=Text(
        fr="Garde les cellules au-delà de l'en-tête dans une dernière colonne, "
        "« cellules_en_trop » : rien n'est perdu, et la faute reste à corriger.",
        en="Keeps the cells beyond the header in a last column, “cellules_en_trop”: nothing is "
        "lost, and the error remains to be corrected.",
    ),
    cures=(),
    implied=True,
)
