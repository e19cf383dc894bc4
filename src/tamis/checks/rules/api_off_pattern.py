"""A text does not match the pattern that the contract gives."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.off-pattern",
    alias="constraint-error",
    title=Text(
        fr="Valeur qui ne suit pas le motif",
        en="Value that does not match its pattern",
    ),
    message=Text(
        fr="« {value} » ne suit pas le motif {pattern}",
        en="“{value}” does not match the pattern {pattern}",
    ),
    why=Text(
        fr="Un code mal formé ne désigne rien.",
        en="A malformed code identifies nothing.",
    ),
    repair=Text(
        fr="Écrivez une valeur qui suit le motif {pattern}",
        en="Write a value that matches the pattern {pattern}",
    ),
)
