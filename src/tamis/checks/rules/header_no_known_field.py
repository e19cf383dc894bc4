"""The file has no column of the schema at all."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import Hit, listed
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.no-known-field",
    alias="unmatched-header",
    title=Text(fr="Aucune colonne du schéma", en="No column of the schema"),
    message=Text(
        fr="Le fichier n'a aucune colonne du schéma, qui en veut une au moins : {names}.",
        en="The file has no column of the schema, which wants one at least: {names}.",
    ),
    why=Text(
        fr="Rien de ce fichier n'a pu être vérifié : ce n'est sans doute pas le bon schéma.",
        en="Nothing of this file could be checked: it is probably not the right schema.",
    ),
    repair=Text(
        fr="Vérifiez que c'est bien ce fichier et ce schéma.",
        en="Check that this is the file, and that the schema.",
    ),
)


def look(header: Header, schema: Schema) -> Iterator[Hit]:
    """Look for headers without a field, where the schema says `partial` (Table Schema v2)."""
    if schema.fields_match == "partial" and not header.positions:
        yield Hit(params={"names": listed(field.name for field in schema.fields)})
