"""A cell is merged with those above it, and holds nothing."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.merged-cell",
    is_cause=True,
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(fr="Cellule fusionnée", en="Merged cell"),
    message=Text(
        fr="La cellule {note} est fusionnée avec celles du dessus (« {value} »), et ne contient "
        "rien.",
        en="The cell {note} is merged with those above it (“{value}”), and holds nothing.",
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
