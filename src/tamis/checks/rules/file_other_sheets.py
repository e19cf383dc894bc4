"""A workbook has other sheets than the one that is read."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.other-sheets",
    severity=Severity.INFO,
    plain_note=True,
    is_told_whole=True,
    title=Text(fr="Autres feuilles dans le classeur", en="Other sheets in the workbook"),
    message=Text(
        fr="La feuille « {value} » est lue ; le classeur a aussi : {note}.",
        en="The sheet “{value}” is read; the workbook also has: {note}.",
    ),
    why=Text(
        fr="Une seule feuille est vérifiée à la fois.",
        en="Only one sheet is checked at a time.",
    ),
    repair=Text(
        fr="Si ce n'est pas la bonne, nommez-la avec --sheet. Celles entre parenthèses sont "
        "masquées.",
        en="If it is not the right one, name it with --sheet. Those in brackets are hidden.",
    ),
)
