"""A key refers to a table that is not there to be looked into."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.absent-resource",
    severity=Severity.WARNING,
    title=Text(fr="Renvois non vérifiés", en="References not checked"),
    message=Text(
        fr="« {fields} » renvoie à la table « {value} », qui n'est pas là : ces renvois ne sont "
        "pas vérifiés.",
        en="“{fields}” refers to the table “{value}”, which is not there: these references are "
        "not checked.",
    ),
    why=Text(
        fr="Le verdict ne dit pas si les lignes auxquelles celles-ci se rapportent existent.",
        en="The verdict does not say whether the rows that these refer to exist.",
    ),
    repair=Text(
        fr="Validez le paquet entier : tamis validate datapackage.json.",
        en="Validate the whole package: tamis validate datapackage.json.",
    ),
)
