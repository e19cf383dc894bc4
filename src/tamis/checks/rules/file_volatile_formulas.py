"""Formulas that change at each opening."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.volatile-formulas",
    severity=Severity.INFO,
    plain_note=True,
    title=Text(
        fr="Formules qui changent à chaque ouverture",
        en="Formulas that change at each opening",
    ),
    message=Text(
        fr="{note} {note:formule change|formules changent} à chaque ouverture du classeur "
        "(AUJOURDHUI, ALEA…) ; la valeur enregistrée est lue.",
        en="{note} {note:formula changes|formulas change} each time the workbook is opened "
        "(TODAY, RAND…); the value that is saved is read.",
    ),
    why=Text(
        fr="Le classeur ouvert demain ne montrera pas ce qui est vérifié aujourd'hui.",
        en="The workbook opened tomorrow will not show what is checked today.",
    ),
    repair=Text(
        fr="Remplacez ces formules par leurs valeurs avant de publier.",
        en="Replace these formulas with their values before you publish.",
    ),
)
