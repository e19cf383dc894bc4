"""A keyword of JSON Schema stands in a Table Schema."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import FOREIGN, Written, pointed
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.foreign-keyword",
    severity=Severity.WARNING,
    title=Text(
        fr="Mot-clé de JSON Schema",
        en="Keyword of JSON Schema",
    ),
    message=Text(
        fr="« {value} » est un mot-clé de JSON Schema : Table Schema ne le connaît pas, il est "
        "ignoré.",
        en="“{value}” is a keyword of JSON Schema, not of Table Schema: it is ignored.",
    ),
    why=Text(
        fr="Ce que ce mot-clé demande n'est jamais vérifié.",
        en="What this keyword asks for is never checked.",
    ),
    repair=Text(
        fr="Retirez « {value} », ou dites la même chose avec les contraintes de Table Schema.",
        en="Remove “{value}”, or say the same with the constraints of Table Schema.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for keywords of JSON Schema in fields and constraints."""
    for declared in written.fields:
        for raw, place in ((declared.raw, ""), (declared.constraints, "/constraints")):
            for key in raw:
                if key in FOREIGN:
                    pointer = declared.pointer + place + pointed(key)
                    yield Defect(field=declared.field.name, value=key, pointer=pointer)
