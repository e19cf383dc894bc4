"""A keyword stands where it has no effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import CONSTRAINTS, FIELD, Written, pointed
from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.misplaced-keyword",
    title=Text(
        fr="Mot-clé au mauvais endroit",
        en="Keyword in the wrong place",
    ),
    message=Text(
        fr="« {value} » est ignoré ici : sa place est {place}.",
        en="“{value}” is ignored here: its place is {place}.",
    ),
    why=Text(
        fr="Un mot-clé qui n'est pas à sa place est ignoré en silence : ce qu'il demande n'est "
        "jamais vérifié.",
        en="A misplaced keyword is silently ignored: what it asks for is never checked.",
    ),
    repair=Text(
        fr="Déplacez « {value} » : {place}.",
        en="Move “{value}”: {place}.",
    ),
)

_CONSTRAINTS: Final = Text(
    fr="dans « constraints », sous le champ", en="in “constraints”, under the field"
)
_FIELD: Final = Text(fr="directement sous le champ", en="under the field itself")


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for constraints beside ``constraints``, and for keywords of a field inside."""
    for key in written.raw.keys() & (CONSTRAINTS | {"constraints"}):
        yield _hit(key, _FIELD, pointed(key))
    for declared in written.fields:
        for key in declared.raw:
            if key in CONSTRAINTS:
                yield _hit(key, _CONSTRAINTS, declared.pointer + pointed(key), declared.field.name)
        for key in declared.constraints:
            if key in FIELD - {"constraints"}:
                place = f"{declared.pointer}/constraints{pointed(key)}"
                yield _hit(key, _FIELD, place, declared.field.name)


def _hit(key: str, place: Text, pointer: str, field: str = "") -> Defect:
    return Defect(field=field, value=key, params={"place": place}, pointer=pointer)
