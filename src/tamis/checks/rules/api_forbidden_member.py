"""A closed contract does not allow a member."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.forbidden-member",
    title=Text(
        fr="Membre non admis",
        en="Member not allowed",
    ),
    message=Text(
        fr="Le membre « {field} » n'est pas admis ici : {value}",
        en="The member “{field}” is not allowed here: {value}",
    ),
    why=Text(
        fr="Le schéma est fermé : ce qui n'y est pas décrit est refusé.",
        en="The schema is closed: what it does not describe is refused.",
    ),
    repair=Text(
        fr="Retirez ce membre, ou corrigez son nom.",
        en="Remove that member, or correct its name.",
    ),
)
