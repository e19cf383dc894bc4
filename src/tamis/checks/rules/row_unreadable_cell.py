"""Unreadable cell."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="row.unreadable-cell",
    plain_note=True,
    title=Text(
        fr="Cellule illisible",
        en="Unreadable cell",
    ),
    message=Text(
        fr="La cellule {note} ne contient pas ce qu'elle annonce : « {value} ».",
        en="The cell {note} does not contain what it claims to: “{value}”.",
    ),
    why=Text(
        fr="Le fichier est abîmé à cet endroit ; le reste est lu.",
        en="The file is damaged there; the rest is read.",
    ),
    repair=Text(
        fr="Ouvrez le classeur dans un tableur, écrivez la cellule de nouveau et enregistrez.",
        en="Open the workbook in a spreadsheet, write the cell again and save.",
    ),
)
