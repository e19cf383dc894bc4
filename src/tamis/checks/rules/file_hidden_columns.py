"""Hidden columns."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.hidden-columns",
    severity=Severity.INFO,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Colonnes masquées",
        en="Hidden columns",
    ),
    message=Text(
        fr="Des colonnes masquées sont lues comme les autres : {note}.",
        en="Hidden columns are read like the others: {note}.",
    ),
    why=Text(
        fr="La personne qui ouvre le classeur ne voit pas ces colonnes : elles partent avec le "
        "fichier, parfois avec des données personnelles.",
        en="People who open the workbook do not see these columns, but they are in the file, "
        "sometimes with personal data.",
    ),
    repair=Text(
        fr="Affichez les colonnes ; supprimez celles qui ne doivent pas être publiées.",
        en="Show the columns; delete those that must not be published.",
    ),
)
