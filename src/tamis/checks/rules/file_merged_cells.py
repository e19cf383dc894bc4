"""Merged cells."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.merged-cells",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(
        fr="Cellules fusionnées",
        en="Merged cells",
    ),
    message=Text(
        fr="Des cellules fusionnées couvrent plusieurs lignes : {note}.",
        en="Merged cells span several rows: {note}.",
    ),
    why=Text(
        fr="La première ligne seule a la valeur ; les autres sont vides pour tout autre outil "
        "qu'un tableur.",
        en="The first row alone has the value; the others are empty for any tool but a "
        "spreadsheet.",
    ),
    repair=Text(
        fr="Annulez la fusion et écrivez la valeur à chaque ligne.",
        en="Unmerge the cells and write the value on each row.",
    ),
)
