"""A value has none of the forms that the contract allows."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.no-match",
    alias="constraint-error",
    title=Text(
        fr="Valeur qui n'a aucune des formes permises",
        en="Value in none of the allowed forms",
    ),
    message=Text(
        fr="« {value} » n'a aucune des formes permises.",
        en="“{value}” has none of the allowed forms.",
    ),
    why=Text(
        fr="Le schéma permet plusieurs formes ; celle-ci n'en est pas une.",
        en="The schema allows several forms; this is none of them.",
    ),
    repair=Text(
        fr="Voyez les formes permises dans le schéma.",
        en="See the allowed forms in the schema.",
    ),
)
