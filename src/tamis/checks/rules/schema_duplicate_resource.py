"""Two resources of a package have one name."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.duplicate-resource",
    title=Text(fr="Deux ressources d'un même nom", en="Two resources with the same name"),
    message=Text(
        fr="Plusieurs ressources du paquet s'appellent « {value} ».",
        en="Several resources of the package are called “{value}”.",
    ),
    why=Text(
        fr="Un nom ne mène qu'à l'une d'elles ; les clés étrangères ne savent pas à laquelle.",
        en="A name leads to only one of them; foreign keys cannot tell which.",
    ),
    repair=Text(fr="Donnez à chacune son nom.", en="Give each its own name."),
)
