"""The schema of a resource of a package cannot be had."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.lacking-resource",
    severity=Severity.WARNING,
    title=Text(
        fr="Ressource sans schéma",
        en="Resource without a schema",
    ),
    message=Text(
        fr="La ressource « {field} » nomme le schéma « {value} », introuvable.",
        en="The resource “{field}” names the schema “{value}”, which cannot be found.",
    ),
    why=Text(
        fr="Les fichiers de cette ressource ne peuvent pas être vérifiés.",
        en="Files of this resource cannot be checked.",
    ),
    repair=Text(
        fr="Placez le schéma dans le dossier du paquet, ou écrivez-le dans le descripteur.",
        en="Put the schema in the folder of the package, or write it in the descriptor.",
    ),
)
