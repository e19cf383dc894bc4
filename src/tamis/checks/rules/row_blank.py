"""A line of the file is empty."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.blank",
    alias="blank-row",
    severity=Severity.WARNING,
    title=Text(fr="Ligne vide", en="Blank row"),
    message=Text(fr="La ligne est vide.", en="The row is blank."),
    why=Text(
        fr="Une ligne vide compte comme un enregistrement sans contenu.",
        en="A blank row counts as a record without content.",
    ),
    repair=Text(fr="Supprimez la ligne.", en="Delete the row."),
)
