"""A value that must be unique stands twice."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Key, key_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="table.duplicate-value",
    alias="unique-error",
    plain_note=True,
    title=Text(fr="Valeur en double", en="Duplicate value"),
    message=Text(
        fr="« {value} » ({fields}) est déjà à la ligne {note} du fichier.",
        en="“{value}” ({fields}) is already on line {note} of the file.",
    ),
    why=Text(
        fr="Cette valeur doit être propre à chaque ligne.",
        en="This value must be unique to each row.",
    ),
    repair=Text(
        fr="Corrigez l'une des deux lignes, ou supprimez-la.",
        en="Correct one of the two rows, or delete it.",
    ),
)


@key_rule
def keys(schema: Schema) -> Iterator[Key]:
    """Return the fields that are `unique`, and the `uniqueKeys` (Table Schema v1 and v2)."""
    for field in schema.fields:
        if field.constraints.unique:
            yield Key(fields=(field.name,))
    for fields in schema.unique_keys:
        yield Key(fields=fields)
