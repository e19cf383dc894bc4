"""An API gives no more than so many records, whatever there are."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="api.cut-short",
    severity=Severity.WARNING,
    title=Text(
        fr="Réponse coupée par l'API",
        en="Answer cut short by the API",
    ),
    message=Text(
        fr="L'API annonce {value} enregistrements et n'en donne pas au-delà de {most} : "
        "il y en a sans doute davantage.",
        en="The API announces {value} records and gives no more than {most}: there are probably "
        "more.",
    ),
    why=Text(
        fr="Une liste coupée passe pour une liste complète.",
        en="A list cut short passes for a complete one.",
    ),
    repair=Text(
        fr="Posez plusieurs questions plus étroites (par département, par activité).",
        en="Ask several narrower questions (by département, by activity).",
    ),
)
