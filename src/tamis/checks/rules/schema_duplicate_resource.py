"""Two resources of a package have one name."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.duplicate-resource",
    title=Text(fr="Deux ressources d'un même nom", en="Two resources of one name"),
    message=Text(
        fr="Plusieurs ressources du paquet s'appellent « {value} ».",
        en="Several resources of the package are called “{value}”.",
    ),
    why=Text(
        fr="Qui nomme une ressource n'en atteint qu'une ; les clés étrangères ne savent laquelle.",
        en="Naming a resource reaches one only; foreign keys cannot tell which.",
    ),
    repair=Text(fr="Donnez à chacune son nom.", en="Give each its own name."),
)
