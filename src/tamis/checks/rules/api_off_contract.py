"""A value breaks a keyword that no other rule tells of."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.off-contract",
    title=Text(
        fr="Valeur contraire au schéma",
        en="Value that does not follow the schema",
    ),
    message=Text(
        fr="« {value} » est contraire au schéma (mot-clé {keyword}).",
        en="“{value}” does not follow the schema (keyword {keyword}).",
    ),
    why=Text(
        fr="Les programmes qui lisent la réponse s'appuient sur ce que le schéma promet.",
        en="Programs that read the answer rely on what the schema promises.",
    ),
    repair=Text(
        fr="Voyez le mot-clé {keyword} dans le schéma.",
        en="See the keyword {keyword} in the schema.",
    ),
)
