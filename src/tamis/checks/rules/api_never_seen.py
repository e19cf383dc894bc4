"""No answer has a member that a contract describes."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="api.never-seen",
    plain_note=True,
    severity=Severity.INFO,
    title=Text(
        fr="Membre décrit et jamais vu",
        en="Member described but never seen",
    ),
    message=Text(
        fr="Le contrat décrit « {field} », qui n'apparaît nulle part ici{note}.",
        en="The contract describes “{field}”, which appears nowhere here{note}.",
    ),
    why=Text(
        fr="Un membre qui n'apparaît plus a pu être retiré de l'API : ce qui s'appuie dessus ne "
        "trouvera rien.",
        en="A member that no longer appears may have been removed from the API: what relies on "
        "it will find nothing.",
    ),
    repair=Text(
        fr="Rien à corriger dans la réponse ; vérifiez, sur d'autres réponses, que l'API donne "
        "encore ce membre.",
        en="Nothing to correct in the answer; check with other answers that the API still gives "
        "this member.",
    ),
)
