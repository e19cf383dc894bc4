"""A byte order mark stands within a line."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.inner-mark",
    severity=Severity.WARNING,
    title=Text(
        fr="Marque d'ordre des octets dans une ligne",
        en="Byte order mark within a line",
    ),
    message=Text(
        fr="Une marque d'ordre des octets (U+FEFF), invisible, se trouve dans une cellule de "
        "cette ligne.",
        en="A cell of this line contains an invisible byte order mark (U+FEFF).",
    ),
    why=Text(
        fr="La cellule n'est plus égale à une autre qui se lit pareil.",
        en="The cell is no longer equal to one that looks the same.",
    ),
    repair=Text(
        fr="Ôtez le caractère U+FEFF de la ligne.",
        en="Remove the character U+FEFF from the line.",
    ),
)
