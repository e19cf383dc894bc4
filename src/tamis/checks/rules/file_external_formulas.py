"""Formulas linked to other workbooks."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.external-formulas",
    severity=Severity.INFO,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Formules liées à d'autres classeurs",
        en="Formulas linked to other workbooks",
    ),
    message=Text(
        fr="{note} {note:formule va chercher sa valeur|formules vont chercher leur valeur} dans "
        "un autre classeur ; la valeur enregistrée est lue.",
        en="{note} {note:formula takes its value|formulas take their values} from another "
        "workbook; the saved value is read.",
    ),
    why=Text(
        fr="La valeur enregistrée peut être ancienne, et l'autre classeur n'est pas publié.",
        en="The saved value may be out of date, and the other workbook is not published.",
    ),
    repair=Text(
        fr="Remplacez ces formules par leurs valeurs avant de publier.",
        en="Replace these formulas with their values before you publish.",
    ),
)
