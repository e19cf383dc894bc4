"""A hidden sheet is read."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.hidden-sheet",
    severity=Severity.WARNING,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Une feuille masquée est lue",
        en="A hidden sheet is read",
    ),
    message=Text(
        fr="La feuille lue, « {note} », est masquée dans le classeur.",
        en="The sheet that is read, “{note}”, is hidden in the workbook.",
    ),
    why=Text(
        fr="La personne qui ouvre le classeur ne voit pas ce qui est vérifié : une feuille "
        "masquée est souvent une ancienne version.",
        en="People who open the workbook do not see what is checked: a hidden sheet is often an "
        "older version.",
    ),
    repair=Text(
        fr="Affichez la feuille, ou nommez la bonne avec --sheet.",
        en="Show the sheet, or name the right one with --sheet.",
    ),
)
