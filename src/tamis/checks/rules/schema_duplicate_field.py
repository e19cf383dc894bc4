"""Two fields have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.duplicate-field",
    title=Text(
        fr="Champ en double",
        en="Duplicate field",
    ),
    message=Text(
        fr="Plusieurs champs s'appellent « {field} ».",
        en="Several fields are called “{field}”.",
    ),
    why=Text(
        fr="On ne sait plus lequel des deux une colonne doit suivre.",
        en="Nobody knows which of the two a column must follow.",
    ),
    repair=Text(
        fr="Donnez un nom différent à chaque champ.",
        en="Give each field another name.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for names that are there already."""
    seen: set[str] = set()
    for declared in written.fields:
        name = declared.field.name
        if name in seen:
            yield Defect(field=name, value=name, pointer=f"{declared.pointer}/name")
        seen.add(name)
