"""An object has two members of one name."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.repeated-member",
    title=Text(
        fr="Membre répété",
        en="Repeated member",
    ),
    message=Text(
        fr="« {value} » figure plusieurs fois dans un même objet ; seule la dernière valeur a "
        "été vérifiée.",
        en="“{value}” appears several times in one object; only its last value was checked.",
    ),
    why=Text(
        fr="Un logiciel garde la première valeur, un autre la dernière (RFC 8259, 4) : les "
        "données changent selon qui les lit.",
        en="One program keeps the first value, another the last (RFC 8259, 4): the data depend "
        "on who reads them.",
    ),
    repair=Text(
        fr="Ne gardez qu'un membre de ce nom, ou nommez-les autrement.",
        en="Keep one member of this name, or give them other names.",
    ),
)
