"""Percentages."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.percent",
    severity=Severity.INFO,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Pourcentages",
        en="Percentages",
    ),
    message=Text(
        fr="La colonne « {note} » affiche des pourcentages, lus comme le champ les attend : "
        "{value}.",
        en="The column “{note}” shows percentages, read as the field requires: {value}.",
    ),
    why=Text(
        fr="Un tableur garde 0,125 et affiche 12,5 % : deux fichiers qui se ressemblent peuvent "
        "différer d'un facteur cent.",
        en="A spreadsheet holds 0.125 and shows 12.5 %: two files that look alike may differ a "
        "hundredfold.",
    ),
    repair=Text(
        fr="Vérifiez un exemple ; le schéma peut le dire par un minimum, un maximum ou une unité.",
        en="Check an example; the schema may say it by a minimum, a maximum or a unit.",
    ),
)
