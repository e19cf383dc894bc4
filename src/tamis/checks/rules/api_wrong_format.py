"""A text is not in the format that the contract gives."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.wrong-format",
    alias="constraint-error",
    title=Text(
        fr="Valeur qui n'a pas la bonne forme",
        en="Value in the wrong format",
    ),
    message=Text(
        fr="« {value} » n'est pas au format {format}.",
        en="“{value}” is not in the format {format}.",
    ),
    why=Text(
        fr="Une date ou une adresse mal formée ne peut être ni triée ni suivie.",
        en="A malformed date or address can be neither sorted nor followed.",
    ),
    repair=Text(
        fr="Écrivez la valeur au format {format}.",
        en="Write the value in the format {format}.",
    ),
)
