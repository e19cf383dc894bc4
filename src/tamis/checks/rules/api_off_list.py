"""A value is not among those that the contract allows."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.off-list",
    alias="constraint-error",
    title=Text(
        fr="Valeur hors de la liste autorisée",
        en="Value not in the allowed list",
    ),
    message=Text(
        fr="« {value} » n'est pas une valeur autorisée : {choices}.",
        en="“{value}” is not an allowed value: {choices}.",
    ),
    why=Text(
        fr="Une liste fermée permet de compter et de comparer.",
        en="A closed list makes it possible to count and compare.",
    ),
    repair=Text(
        fr="Choisissez parmi : {choices}.",
        en="Choose among: {choices}.",
    ),
)
