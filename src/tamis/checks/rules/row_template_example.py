"""The row of examples of a template was left in."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.template-example",
    severity=Severity.WARNING,
    title=Text(
        fr="Ligne d'exemple du modèle",
        en="Row of examples of the template",
    ),
    message=Text(
        fr="Cette ligne est l'exemple du modèle, intact : elle n'est pas lue comme un "
        "enregistrement.",
        en="This row is the example of the template, untouched: it is not read as a record.",
    ),
    why=Text(
        fr="Un autre logiciel en ferait un enregistrement de plus, qui n'existe pas.",
        en="Other software would count it as one more record, which does not exist.",
    ),
    repair=Text(
        fr="Remplacez l'exemple par vos valeurs, ou supprimez la ligne.",
        en="Put your values in the place of the example, or delete the row.",
    ),
)
