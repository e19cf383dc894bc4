"""A row has fewer cells than the header."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="row.missing-cells",
    is_cause=True,
    alias="missing-cell",
    plain_note=True,
    title=Text(fr="Ligne trop courte", en="Row with missing cells"),
    message=Text(
        fr="La ligne a {note} {note:cellule|cellules} de moins que l'en-tête.",
        en="The row has {note} fewer {note:cell|cells} than the header.",
    ),
    why=Text(
        fr="Une ligne coupée perd ses dernières valeurs, ou les attribue à d'autres colonnes.",
        en="A cut row loses its last values, or gives them to other columns.",
    ),
    repair=Text(
        fr="Complétez la ligne ; une cellule vide garde son séparateur.",
        en="Complete the row; an empty cell keeps its delimiter.",
    ),
)
