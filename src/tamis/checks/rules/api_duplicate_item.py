"""An item stands twice in a list of unique ones."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.duplicate-item",
    alias="unique-error",
    plain_note=True,
    title=Text(
        fr="Élément en double",
        en="Duplicate item",
    ),
    message=Text(
        fr="« {value} » est déjà dans la liste, en {note}.",
        en="“{value}” is in the list already, at {note}.",
    ),
    why=Text(
        fr="Un élément répété est compté deux fois.",
        en="A repeated item is counted twice.",
    ),
    repair=Text(
        fr="Ne gardez qu'un des deux.",
        en="Keep one of the two.",
    ),
)
