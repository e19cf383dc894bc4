"""A value is not of the type that the contract gives."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.wrong-type",
    plain_note=True,
    alias="type-error",
    title=Text(
        fr="Valeur qui n'a pas le bon type",
        en="Value of the wrong type",
    ),
    message=Text(
        fr="« {value} » n'est pas du type attendu : {types}{note}.",
        en="“{value}” is not of the expected type: {types}{note}.",
    ),
    why=Text(
        fr="Un programme qui attend un autre type s'arrête, ou lit de travers.",
        en="A program that expects another type stops, or misreads.",
    ),
    repair=Text(
        fr="Écrivez une valeur de type {types}.",
        en="Write a value of type {types}.",
    ),
)
