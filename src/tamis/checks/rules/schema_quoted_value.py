"""A number or a truth value is written between quotes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written, pointed
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.quoted-value",
    severity=Severity.WARNING,
    title=Text(
        fr="Valeur entre guillemets",
        en="Value in quotes",
    ),
    message=Text(
        fr="« {keyword} » de « {field} » est un texte, {value} : il faut {wanted}.",
        en="“{keyword}” of “{field}” is a text, {value}: it must be {wanted}.",
    ),
    why=Text(
        fr="Certains logiciels le lisent, d'autres l'ignorent : le verdict dépend alors de "
        "l'outil.",
        en="Some software reads it, other software ignores it: the verdict then depends on the "
        "tool.",
    ),
    repair=Text(
        fr="Retirez les guillemets.",
        en="Remove the quotes.",
    ),
)

_TRUTH: Final = Text(fr="true ou false", en="true or false")
_NUMBER: Final = Text(fr="un nombre", en="a number")


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for texts where the specification wants a number or a truth value."""
    for declared in written.fields:
        for keyword, value in declared.constraints.items():
            wanted = _wanted(keyword, declared.field.type)
            if wanted and isinstance(value, str):
                params = {"keyword": keyword, "wanted": wanted}
                yield Defect(
                    field=declared.field.name,
                    value=f'"{value}"',
                    params=params,
                    pointer=f"{declared.pointer}/constraints{pointed(keyword)}",
                )


def _wanted(keyword: str, kind: str) -> Text | None:
    if keyword in {"required", "unique"}:
        return _TRUTH
    bound = keyword.lower().endswith("imum") and kind in {"integer", "number", "year"}
    return _NUMBER if bound or keyword in {"minLength", "maxLength"} else None
