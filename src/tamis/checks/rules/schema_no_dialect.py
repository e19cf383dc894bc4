"""A JSON Schema does not say which version of JSON Schema it is in."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, contract_rule
from tamis.model.contract import Contract
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.no-dialect",
    severity=Severity.INFO,
    title=Text(
        fr="Version de JSON Schema non précisée",
        en="Version of JSON Schema not stated",
    ),
    message=Text(
        fr="Le schéma n'a pas de $schema : il est lu comme {value}.",
        en="The schema has no $schema: it is read as {value}.",
    ),
    why=Text(
        fr="Le sens de plusieurs mots-clés a changé d'une version à l'autre.",
        en="The meaning of several keywords has changed from one version to another.",
    ),
    repair=Text(
        fr="Ajoutez $schema.",
        en="Add $schema.",
    ),
)


@contract_rule
def lint_contract(contract: Contract) -> Iterator[Defect]:
    """Look for ``$schema``."""
    if not contract.descriptor.get("$schema"):
        yield Defect(value=contract.dialect)
