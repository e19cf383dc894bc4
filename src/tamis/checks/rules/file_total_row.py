"""Row of totals of the table."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.total-row",
    severity=Severity.WARNING,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Ligne de total du tableau",
        en="Row of totals of the table",
    ),
    message=Text(
        fr="Le tableau a une ligne de total, lue comme une ligne de données : ligne {note}.",
        en="The table has a row of totals, read as a row of data: line {note}.",
    ),
    why=Text(
        fr="Un total compté avec les lignes fausse toutes les sommes.",
        en="A total that is counted among the rows makes every sum wrong.",
    ),
    repair=Text(
        fr="Désactivez la ligne de total du tableau avant d'enregistrer.",
        en="Switch the total row of the table off before you save.",
    ),
)
