"""Percentages with two readings."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.open-percent",
    severity=Severity.WARNING,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Pourcentages qui ont deux lectures",
        en="Percentages with two readings",
    ),
    message=Text(
        fr="La colonne « {note} » affiche des pourcentages, et rien ne dit laquelle des deux "
        "lectures est la bonne : {value}.",
        en="The column “{note}” shows percentages, and nothing says which of the two readings is "
        "right: {value}.",
    ),
    why=Text(
        fr="Un tableur garde 0,125 et affiche 12,5 % ; le champ peut attendre l'un ou l'autre.",
        en="A spreadsheet holds 0.125 and shows 12.5 %; the field may require either.",
    ),
    repair=Text(
        fr="Écrivez les nombres sans le format Pourcentage, comme le schéma les attend.",
        en="Write the numbers without the Percentage format, as the schema requires.",
    ),
)
