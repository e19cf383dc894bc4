"""A key names a field that the schema does not have."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="schema.unknown-key-field",
    title=Text(
        fr="Clé sur un champ inconnu",
        en="Key on an unknown field",
    ),
    message=Text(
        fr="« {keyword} » nomme « {value} », qui n'est pas un champ du schéma.",
        en="“{keyword}” names “{value}”, which is not a field of the schema.",
    ),
    why=Text(
        fr="La clé n'est pas vérifiée.",
        en="The key is not checked.",
    ),
    repair=Text(
        fr="Corrigez le nom, ou ajoutez le champ.",
        en="Correct the name, or add the field.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for names of keys that are no field."""
    names = {declared.field.name for declared in written.fields}
    for keyword, fields in _keys(written.schema):
        for name in fields:
            if name not in names:
                yield Defect(value=name, params={"keyword": keyword}, pointer=f"/{keyword}")


def _keys(schema: Schema) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "primaryKey", schema.primary_key
    for unique in schema.unique_keys:
        yield "uniqueKeys", unique
    for foreign in schema.foreign_keys:
        yield "foreignKeys", foreign.fields
