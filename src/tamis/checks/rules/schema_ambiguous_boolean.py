"""One text means both true and false."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.ambiguous-boolean",
    title=Text(
        fr="Vrai et faux confondus",
        en="True and false alike",
    ),
    message=Text(
        fr="« {value} » veut dire à la fois vrai et faux dans « {field} ».",
        en="“{value}” means both true and false in “{field}”.",
    ),
    why=Text(
        fr="Le sens d'une cellule dépend alors de l'outil qui la lit.",
        en="What a cell means then depends on the tool that reads it.",
    ),
    repair=Text(
        fr="Retirez « {value} » de trueValues ou de falseValues.",
        en="Remove “{value}” from trueValues or falseValues.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for texts that are in both lists."""
    for declared in written.fields:
        if declared.field.type == "boolean":
            for text in declared.field.true_values:
                if text in declared.field.false_values:
                    pointer = f"{declared.pointer}/falseValues"
                    yield Defect(field=declared.field.name, value=text, pointer=pointer)
