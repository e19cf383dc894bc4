"""A constraint does not apply to the type of its field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis import values
from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written, pointed
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.useless-constraint",
    severity=Severity.WARNING,
    title=Text(
        fr="Contrainte sans effet",
        en="Constraint without effect",
    ),
    message=Text(
        fr="« {value} » ne s'applique pas au type {type} de « {field} ».",
        en="“{value}” does not apply to the type {type} of “{field}”.",
    ),
    why=Text(
        fr="Ce que cette contrainte demande n'est pas vérifié partout de la même façon, ou pas du "
        "tout.",
        en="What this constraint asks for is checked differently from tool to tool, or not at all.",
    ),
    repair=Text(
        fr="Retirez « {value} », ou changez le type du champ.",
        en="Remove “{value}”, or change the type of the field.",
    ),
)

_SIZED: Final = frozenset({"string", "array", "object", "list"})
#: Types that each constraint is for (Table Schema v2, "constraints"). These are looked at in the
#: texts of other types; bounds and JSON Schemas of other types are `schema.unsupported-keyword`.
_APPLIES: Final = {
    "minLength": _SIZED,
    "maxLength": _SIZED,
    "pattern": frozenset({"string"}),
}


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for constraints that the specification does not give to the type."""
    for declared in written.fields:
        kind = declared.field.type
        for keyword in declared.constraints:
            allowed = _APPLIES.get(keyword)
            if allowed and kind in values.type_names() and kind not in allowed and kind != "any":
                yield Defect(
                    field=declared.field.name,
                    value=keyword,
                    params={"type": kind},
                    pointer=f"{declared.pointer}/constraints{pointed(keyword)}",
                )
