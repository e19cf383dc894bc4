"""A list of texts is written as one text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written, pointed
from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="schema.not-a-list",
    title=Text(
        fr="Liste écrite comme un texte",
        en="List written as a text",
    ),
    message=Text(
        fr="« {keyword} » est un texte, « {value} » : il faut une liste.",
        en="“{keyword}” is a text, “{value}”: it must be a list.",
    ),
    why=Text(
        fr="Ce qui n'est pas une liste est ignoré : ces textes ne sont pas lus comme le schéma le "
        "voulait.",
        en="What is not a list is ignored: these texts are not read as the schema meant.",
    ),
    repair=Text(
        fr="Écrivez-le entre crochets : [« {value} »].",
        en="Write it between brackets: [“{value}”].",
    ),
)

_OF_TABLE: Final = ("missingValues",)
_OF_FIELD: Final = ("missingValues", "trueValues", "falseValues")


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for lists of texts that are one text."""
    yield from _among(written.raw, _OF_TABLE, "")
    for declared in written.fields:
        yield from _among(declared.raw, _OF_FIELD, declared.pointer, declared.field.name)


def _among(
    raw: Mapping[str, Any], keywords: tuple[str, ...], place: str, field: str = ""
) -> Iterator[Defect]:
    for keyword in keywords:
        value = raw.get(keyword)
        if isinstance(value, str):
            pointer = place + pointed(keyword)
            yield Defect(field=field, value=value, params={"keyword": keyword}, pointer=pointer)
