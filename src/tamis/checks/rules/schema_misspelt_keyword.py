"""A keyword is written otherwise than the specification writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import CONSTRAINTS, FIELD, FOREIGN, TABLE, Written, pointed
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.header import folded

RULE = Rule(
    code="schema.misspelt-keyword",
    title=Text(
        fr="Mot-clé mal écrit",
        en="Keyword misspelt",
    ),
    message=Text(
        fr="« {value} » n'est pas un mot-clé : il s'écrit « {meant} ».",
        en="“{value}” is not a keyword: write “{meant}”.",
    ),
    why=Text(
        fr="Un mot-clé mal écrit est ignoré en silence : ce qu'il demande n'est jamais vérifié.",
        en="A misspelt keyword is silently ignored: what it asks for is never checked.",
    ),
    repair=Text(
        fr="Écrivez « {meant} ».",
        en="Write “{meant}”.",
    ),
)

#: How much of a keyword must be there.
_NEAR: Final = 0.82
#: Words that are near a keyword and mean something else.
_OWN: Final = frozenset({"formats", "license", "source", "statut", "types", "units"})


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for keywords that are one of the specification but for a letter or two."""
    yield from _among(written.raw, TABLE, "")
    for declared in written.fields:
        yield from _among(declared.raw, FIELD | CONSTRAINTS, declared.pointer, declared.field.name)
        known = CONSTRAINTS | FIELD
        yield from _among(
            declared.constraints, known, f"{declared.pointer}/constraints", declared.field.name
        )


def _among(
    raw: Mapping[str, Any], known: frozenset[str], place: str, field: str = ""
) -> Iterator[Defect]:
    for key in raw:
        if key in known or key in FOREIGN or key in _OWN:
            continue
        near = get_close_matches(
            folded(key), {folded(keyword): keyword for keyword in known}, 1, _NEAR
        )
        meant = next((keyword for keyword in known if near and folded(keyword) == near[0]), "")
        if meant and meant not in raw:
            params = {"meant": meant}
            yield Defect(field=field, value=key, params=params, pointer=place + pointed(key))
