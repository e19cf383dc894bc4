"""A custom check of the schema cannot be made as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import listed
from tamis.checks.contract import Defect, schema_rule
from tamis.checks.custom import problems_of
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="schema.broken-check",
    severity=Severity.WARNING,
    title=Text(fr="Contrôle mal décrit", en="Check badly described"),
    message=Text(
        fr="Le contrôle « {value} » du schéma n'est pas fait : {lacking} manque ou n'existe pas.",
        en="The check “{value}” of the schema is not carried out: {lacking} is missing or does "
        "not exist.",
    ),
    why=Text(
        fr="Le verdict ne dit rien de ce que ce contrôle aurait trouvé.",
        en="The verdict says nothing about what this check would have found.",
    ),
    repair=Text(
        fr="Corrigez dans le schéma les paramètres du contrôle et les colonnes qu'il nomme.",
        en="Correct, in the schema, the parameters of the check and the columns that it names.",
    ),
)


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for custom checks without their parameters, or that name no column of the schema."""
    for check in schema.custom_checks:
        absent = problems_of(schema, check)
        if absent:
            yield Defect(
                field=str(check.params.get("column") or ""),
                value=check.name,
                params={"lacking": listed(absent)},
            )
