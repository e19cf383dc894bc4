"""A column's label, but for case, accents, blanks and dashes."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="header-name",
    title=Text(fr="Noms de colonnes", en="Column labels"),
    does=Text(
        fr="Écrit le nom du schéma quand une seule colonne porte ce nom, ou ce titre, à la casse, "
        "aux accents, aux espaces et aux tirets près.",
        en="Writes the schema's name where one column alone has that name, or that title, "
        "ignoring case, accents, spaces and dashes.",
    ),
    cures=("header.misspelt-field", "header.null-character"),
)
