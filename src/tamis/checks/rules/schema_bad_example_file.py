"""A file that is given as an example has the other verdict."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.bad-example-file",
    severity=Severity.WARNING,
    title=Text(
        fr="Fichier d'exemple au mauvais verdict",
        en="Example file with the wrong verdict",
    ),
    message=Text(
        fr="Le fichier « {value} » devrait être {wanted} : {found}.",
        en="The file “{value}” should be {wanted}: {found}.",
    ),
    why=Text(
        fr="Un exemple faux apprend aux producteurs à se tromper.",
        en="A wrong example teaches producers to be wrong.",
    ),
    repair=Text(
        fr="Validez l'exemple et corrigez-le, ou corrigez le schéma.",
        en="Validate the example and correct it, or correct the schema.",
    ),
)
