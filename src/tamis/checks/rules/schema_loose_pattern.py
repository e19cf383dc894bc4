"""A pattern does not say where it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.values import patterns

RULE = Rule(
    code="schema.loose-pattern",
    severity=Severity.WARNING,
    title=Text(
        fr="Motif sans début ni fin",
        en="Pattern without start or end",
    ),
    message=Text(
        fr="Le motif de « {field} » n'est pas ancré : {value}.",
        en="The pattern of “{field}” is not anchored: {value}.",
    ),
    why=Text(
        fr="Table Schema veut que toute la cellule suive le motif, mais d'autres logiciels se "
        "contentent d'une partie : écrivez-le pour que tous s'accordent.",
        en="Table Schema requires the whole cell to match the pattern, but other software "
        "accepts a partial match: write it so that they all agree.",
    ),
    repair=Text(
        fr="Écrivez ^(?:{value})$.",
        en="Write ^(?:{value})$.",
    ),
)

_STARTS: Final = ("^", "(^", "(?:^", "\\A", ".*")
_ENDS: Final = ("$", "$)", "\\Z", "\\z", ".*")


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for patterns without ``^`` and ``$`` (Table Schema, "pattern")."""
    for declared in written.fields:
        pattern = declared.field.constraints.pattern
        if pattern is None or not patterns.is_usable(pattern):
            continue
        if not (pattern.startswith(_STARTS) and pattern.endswith(_ENDS)):
            pointer = f"{declared.pointer}/constraints/pattern"
            yield Defect(field=declared.field.name, value=pattern, pointer=pointer)
