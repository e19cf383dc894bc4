"""A JSON Schema cannot be applied."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.broken-contract",
    title=Text(
        fr="JSON Schema inapplicable",
        en="JSON Schema that cannot be applied",
    ),
    message=Text(
        fr="{value}",
        en="{value}",
    ),
    why=Text(
        fr="Aucun document ne peut être vérifié avec ce schéma.",
        en="No document can be checked with this schema.",
    ),
    repair=Text(
        fr="Corrigez le schéma ; ce à quoi il renvoie doit être publié ou dans le même fichier.",
        en="Correct the schema; what it refers to must be published or in the same file.",
    ),
)
