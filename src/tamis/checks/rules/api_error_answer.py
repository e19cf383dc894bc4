"""An API answered with an error."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.error-answer",
    title=Text(
        fr="Erreur à la place d'une réponse",
        en="Error instead of an answer",
    ),
    message=Text(
        fr="L'API a répondu par une erreur : {value}",
        en="The API answered with an error: {value}",
    ),
    why=Text(
        fr="Une erreur enregistrée comme une réponse passe pour une absence de données.",
        en="An error saved as an answer passes for an absence of data.",
    ),
    repair=Text(
        fr="Corrigez la demande, ou recommencez plus tard.",
        en="Correct the request, or try again later.",
    ),
)
