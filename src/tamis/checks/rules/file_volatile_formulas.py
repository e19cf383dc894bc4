"""Formulas that are recalculated each time the file is opened."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.volatile-formulas",
    severity=Severity.INFO,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Formules recalculées à chaque ouverture",
        en="Formulas that are recalculated each time the file is opened",
    ),
    message=Text(
        fr="{note} {note:formule est recalculée|formules sont recalculées} à chaque ouverture du "
        "classeur (AUJOURDHUI, ALEA, DECALER…) ; la valeur enregistrée est lue.",
        en="{note} {note:formula is|formulas are} recalculated each time the workbook is opened "
        "(TODAY, RAND, OFFSET…); the saved value is read.",
    ),
    why=Text(
        fr="Le classeur ouvert demain peut ne pas montrer ce qui est vérifié aujourd'hui.",
        en="The workbook opened tomorrow may not show what is checked today.",
    ),
    repair=Text(
        fr="Remplacez ces formules par leurs valeurs avant de publier.",
        en="Replace these formulas with their values before you publish.",
    ),
)
