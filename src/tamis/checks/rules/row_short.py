"""A row ends before the last columns, which are optional."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.short",
    alias="missing-cell",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(
        fr="Ligne courte",
        en="Short row",
    ),
    message=Text(
        fr="La ligne finit {note} {note:cellule|cellules} avant l'en-tête ; {note:elle est "
        "facultative|elles sont facultatives}.",
        en="The row ends {note} {note:cell|cells} before the header; {note:it is|they are} "
        "optional.",
    ),
    why=Text(
        fr="Certains outils refusent une ligne plus courte que l'en-tête.",
        en="Some tools refuse a row shorter than its header.",
    ),
    repair=Text(
        fr="Ajoutez les séparateurs qui manquent à la fin de la ligne.",
        en="Add the missing delimiters at the end of the row.",
    ),
)
