"""A column of French identifiers takes any text."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.values.column_names import nature
from tamis.values.identifiers import IDENTIFIERS

RULE = Rule(
    code="schema.loose-identifier",
    severity=Severity.WARNING,
    title=Text(
        fr="Identifiant sans contrôle",
        en="Identifier without a check",
    ),
    message=Text(
        fr="« {field} » semble contenir {value}, mais rien ne contrôle ses valeurs.",
        en="“{field}” seems to hold {value}, but nothing checks its values.",
    ),
    why=Text(
        fr="Un code mal écrit, ou qui a perdu ses zéros dans un tableur, passerait inaperçu.",
        en="A mistyped code, or one that lost its zeros in a spreadsheet, would go unnoticed.",
    ),
    repair=Text(
        fr="Ajoutez le motif {pattern}.",
        en="Add the pattern {pattern}.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for INSEE, SIREN, SIRET and postal columns that nothing constrains."""
    checked = {str(check.params.get("column")) for check in written.schema.custom_checks}
    for declared in written.fields:
        limits = declared.field.constraints
        free = limits.pattern is None and limits.enum is None and declared.field.name not in checked
        if not free or declared.field.type not in {"string", "any", "integer", "number"}:
            continue
        kind = nature(declared.field.name)
        identifier = IDENTIFIERS.get(kind) if kind else None
        if identifier:
            yield Defect(
                field=declared.field.name,
                value=str(identifier.label),
                params={"pattern": identifier.pattern},
                pointer=declared.pointer,
            )
