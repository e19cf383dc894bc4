"""A pattern is no regular expression."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, schema_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.values import backtrack, patterns

RULE = Rule(
    code="schema.bad-pattern",
    severity=Severity.WARNING,
    title=Text(
        fr="Motif invalide",
        en="Invalid pattern",
    ),
    message=Text(
        fr="Le motif du champ « {field} » n'est pas une expression régulière : « {value} ». Il "
        "n'est pas vérifié.",
        en="The pattern of the field “{field}” is not a regular expression: “{value}”. It is not "
        "checked.",
    ),
    why=Text(
        fr="Le verdict ne dit rien de ce que ce motif aurait refusé.",
        en="The verdict says nothing about what this pattern would have refused.",
    ),
    repair=Text(
        fr="Corrigez le motif : parenthèses, crochets, échappements.",
        en="Correct the pattern: brackets, escapes.",
    ),
)


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for patterns that no engine takes."""
    for index, field in enumerate(schema.fields):
        pattern = field.constraints.pattern
        if pattern is None or patterns.is_usable(pattern) or backtrack.is_usable(pattern):
            continue
        pointer = f"/fields/{index}/constraints/pattern"
        yield Defect(field=field.name, value=pattern, pointer=pointer)
