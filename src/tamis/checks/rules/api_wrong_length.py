"""A text is shorter or longer than the contract allows."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.wrong-length",
    alias="constraint-error",
    title=Text(
        fr="Texte trop court ou trop long",
        en="Text too short or too long",
    ),
    message=Text(
        fr="« {value} » n'a pas la longueur permise : {bound}.",
        en="“{value}” does not have an allowed length: {bound}.",
    ),
    why=Text(
        fr="Un code tronqué ne désigne rien.",
        en="A truncated code identifies nothing.",
    ),
    repair=Text(
        fr="Respectez {bound}.",
        en="Keep to {bound}.",
    ),
)
