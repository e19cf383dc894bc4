"""A value that must stand in another column, or in another table, does not."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Reference, reference_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="table.broken-reference",
    alias="foreign-key",
    title=Text(
        fr="Renvoi à une ligne qui n'existe pas", en="Reference to a row that does not exist"
    ),
    message=Text(
        fr="« {value} » ({fields}) n'existe pas dans {place} ({reference}).",
        en="“{value}” ({fields}) does not exist in {place} ({reference}).",
    ),
    why=Text(
        fr="La ligne se rapporte à une autre que personne ne peut trouver.",
        en="The row refers to another one that nobody can find.",
    ),
    repair=Text(
        fr="Corrigez la valeur, ou ajoutez la ligne qui manque dans {place}.",
        en="Correct the value, or add the missing row to {place}.",
    ),
)


@reference_rule
def references(schema: Schema) -> Iterator[Reference]:
    """Return the foreign keys (Table Schema v1 and v2, "foreignKeys")."""
    for key in schema.foreign_keys:
        if key.fields and len(key.fields) == len(key.reference_fields):
            yield Reference(
                fields=key.fields, resource=key.resource, referenced=key.reference_fields
            )
