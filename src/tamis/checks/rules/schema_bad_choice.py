"""A member of a list of choices is no value of the field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tamis import values
from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Field
from tamis.model.text import Text

RULE = Rule(
    code="schema.bad-choice",
    severity=Severity.WARNING,
    title=Text(
        fr="Choix impossible",
        en="Impossible choice",
    ),
    message=Text(
        fr="« {value} », dans la liste de « {field} », n'est pas une valeur du type {type}.",
        en="“{value}”, in the list of “{field}”, is not a value of the type {type}.",
    ),
    why=Text(
        fr="Aucune cellule ne pourra jamais prendre cette valeur sans être refusée.",
        en="No cell can ever take this value without being refused.",
    ),
    repair=Text(
        fr="Corrigez la valeur, ou changez le type du champ.",
        en="Correct the value, or change the type of the field.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for members of ``enum`` and ``categories`` that are not read as the field's type."""
    for declared in written.fields:
        for keyword, choices in _lists(declared.field):
            texts = [values.descriptor_text(choice) for choice in choices]
            read = values.read(declared.field, texts)
            for text, value in zip(texts, read, strict=True):
                if value is None:
                    params = {"type": declared.field.type}
                    place = f"{declared.pointer}/{keyword}"
                    yield Defect(
                        field=declared.field.name, value=text, params=params, pointer=place
                    )


def _lists(field: Field) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if field.constraints.enum and field.type != "array":
        yield "constraints/enum", field.constraints.enum
    if field.categories:
        yield "categories", field.categories
