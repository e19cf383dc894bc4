"""The schema asks for a custom check that nobody here knows."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, schema_rule
from tamis.checks.custom import custom_check_parameters
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="schema.unknown-check",
    severity=Severity.WARNING,
    title=Text(fr="Contrôle inconnu", en="Unknown check"),
    message=Text(
        fr="Le schéma demande le contrôle « {value} », qui n'est pas connu : il n'est pas fait.",
        en="The schema asks for the check “{value}”, which is unknown: it is not carried out.",
    ),
    why=Text(
        fr="Le verdict ne dit rien de ce que ce contrôle aurait trouvé.",
        en="The verdict says nothing about what this check would have found.",
    ),
    repair=Text(
        fr="Vérifiez le nom du contrôle dans le schéma.",
        en="Check the name of the check in the schema.",
    ),
)


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for custom checks that no rule answers to."""
    known = custom_check_parameters()
    for check in schema.custom_checks:
        if check.name not in known:
            yield Defect(field=str(check.params.get("column") or ""), value=check.name)
