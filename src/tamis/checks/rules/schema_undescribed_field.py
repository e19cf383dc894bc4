"""Nothing says what a field is for."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.undescribed-field",
    severity=Severity.INFO,
    title=Text(
        fr="Champ sans description",
        en="Field without a description",
    ),
    message=Text(
        fr="« {field} » n'a ni titre ni description.",
        en="“{field}” has neither title nor description.",
    ),
    why=Text(
        fr="Chaque producteur devine à sa façon ce qu'il faut écrire.",
        en="Every producer guesses what to write.",
    ),
    repair=Text(
        fr="Ajoutez une description, et un exemple.",
        en="Add a description, and an example.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for fields that say nothing of themselves."""
    for declared in written.fields:
        if not (declared.field.title.strip() or declared.field.description.strip()):
            yield Defect(field=declared.field.name, pointer=declared.pointer)
