"""The header ends with delimiters that nothing follows."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.trailing-delimiter",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(
        fr="Séparateurs en trop en fin d'en-tête",
        en="Trailing delimiters in the header",
    ),
    message=Text(
        fr="L'en-tête finit par {note} {note:séparateur|séparateurs} de plus que les lignes.",
        en="The header ends with {note} more {note:delimiter|delimiters} than the rows.",
    ),
    why=Text(
        fr="Certains outils y voient une colonne sans nom, et trouvent toutes les lignes trop "
        "courtes.",
        en="Some tools see a column without a name there, and find every row too short.",
    ),
    repair=Text(
        fr="Ôtez les séparateurs en trop à la fin de l'en-tête.",
        en="Remove the extra delimiters at the end of the header.",
    ),
)
