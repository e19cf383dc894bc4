"""A list or an object has too many or too few items."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.wrong-count",
    alias="constraint-error",
    title=Text(
        fr="Trop ou trop peu d'éléments",
        en="Too many or too few items",
    ),
    message=Text(
        fr="Le nombre d'éléments n'est pas permis : {bound}.",
        en="The number of items is not allowed: {bound}.",
    ),
    why=Text(
        fr="Une liste vide ou coupée cache des données.",
        en="An empty or cut list hides data.",
    ),
    repair=Text(
        fr="Respectez {bound}.",
        en="Keep to {bound}.",
    ),
)
