"""An object in a cell has two members of one name."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.repeated-member",
    severity=Severity.WARNING,
    title=Text(
        fr="Membre répété dans une cellule",
        en="Repeated member in a cell",
    ),
    message=Text(
        fr="« {value} » figure plusieurs fois dans un même objet ; tout est gardé.",
        en="“{value}” appears several times in one object; everything is kept.",
    ),
    why=Text(
        fr="Un logiciel garde la première valeur, un autre la dernière (RFC 8259, 4).",
        en="One program keeps the first value, another the last (RFC 8259, 4).",
    ),
    repair=Text(
        fr="Ne gardez qu'un membre de ce nom, ou nommez-les autrement.",
        en="Keep one member of this name, or give them other names.",
    ),
)
