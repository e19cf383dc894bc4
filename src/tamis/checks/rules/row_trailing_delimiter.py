"""A row ends with delimiters that nothing follows."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.trailing-delimiter",
    alias="extra-cell",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(fr="Séparateurs en trop en fin de ligne", en="Trailing delimiters"),
    message=Text(
        fr="La ligne finit par {note} {note:cellule vide|cellules vides} de plus que l'en-tête.",
        en="The row ends with {note} more empty {note:cell|cells} than the header.",
    ),
    why=Text(
        fr="Certains outils refusent une ligne plus longue que l'en-tête.",
        en="Some tools refuse a row longer than its header.",
    ),
    repair=Text(fr="Ôtez les séparateurs en trop.", en="Remove the extra delimiters."),
)
