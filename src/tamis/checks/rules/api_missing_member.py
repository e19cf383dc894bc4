"""A member that the contract requires is absent."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.missing-member",
    alias="constraint-error",
    title=Text(
        fr="Membre obligatoire absent",
        en="Missing member",
    ),
    message=Text(
        fr="Le membre « {field} » est obligatoire et n'est pas là.",
        en="The member “{field}” is required but missing.",
    ),
    why=Text(
        fr="Les programmes qui lisent la réponse s'appuient sur ce membre.",
        en="Programs that read the answer rely on that member.",
    ),
    repair=Text(
        fr="Ajoutez « {field} ».",
        en="Add “{field}”.",
    ),
)
