"""Several tables on the sheet."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.second-table",
    severity=Severity.WARNING,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Plusieurs tableaux sur la feuille",
        en="Several tables on the sheet",
    ),
    message=Text(
        fr="Un autre tableau semble commencer sur la même feuille : {note}.",
        en="Another table seems to begin on the same sheet: {note}.",
    ),
    why=Text(
        fr="Tout ce qui est sur la feuille est lu comme un seul tableau.",
        en="Everything on the sheet is read as one table.",
    ),
    repair=Text(
        fr="Mettez chaque tableau sur sa feuille.",
        en="Put each table on a sheet of its own.",
    ),
)
