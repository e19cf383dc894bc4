"""An open contract does not describe a member."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="api.unknown-member",
    plain_note=True,
    severity=Severity.INFO,
    title=Text(
        fr="Membre que le contrat ne décrit pas",
        en="Member that the contract does not describe",
    ),
    message=Text(
        fr="Le contrat ne décrit pas « {field} », vu ici pour la première fois{note}.",
        en="The contract does not describe “{field}”, first seen here{note}.",
    ),
    why=Text(
        fr="Une API grandit : un membre nouveau n'est pas une faute, mais mérite d'être connu.",
        en="APIs grow: a new member is not an error, but it is worth knowing about.",
    ),
    repair=Text(
        fr="Rien à corriger ; le contrat peut être complété.",
        en="Nothing to correct; the contract can be completed.",
    ),
)
