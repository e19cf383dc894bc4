"""Two rows have the same primary key."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Key, key_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="table.duplicate-key",
    alias="primary-key",
    plain_note=True,
    title=Text(fr="Clé primaire en double", en="Duplicate primary key"),
    message=Text(
        fr="La clé « {value} » ({fields}) est déjà celle de la ligne {note} du fichier.",
        en="The key “{value}” ({fields}) is already on line {note} of the file.",
    ),
    why=Text(
        fr="Deux lignes de même clé se contredisent ou comptent deux fois la même chose.",
        en="Two rows with the same key contradict each other, or count one thing twice.",
    ),
    repair=Text(
        fr="Supprimez la ligne en trop, ou corrigez l'identifiant.",
        en="Delete the extra row, or correct the identifier.",
    ),
)


@key_rule
def keys(schema: Schema) -> Iterator[Key]:
    """Return the primary key (Table Schema, "primaryKey")."""
    if schema.primary_key:
        yield Key(fields=schema.primary_key)
