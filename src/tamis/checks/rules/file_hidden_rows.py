"""Hidden rows."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.hidden-rows",
    severity=Severity.INFO,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Lignes masquées",
        en="Hidden rows",
    ),
    message=Text(
        fr="{note} {note:ligne masquée est lue|lignes masquées sont lues} comme les autres.",
        en="{note} hidden {note:row is|rows are} read like the others.",
    ),
    why=Text(
        fr="La personne qui ouvre le classeur ne voit pas ces lignes : il faut savoir qu'elles "
        "partent avec le fichier.",
        en="People who open the workbook do not see these rows, but they are in the file.",
    ),
    repair=Text(
        fr="Affichez les lignes ; supprimez celles qui ne doivent pas être publiées.",
        en="Show the rows; delete those that must not be published.",
    ),
)
