"""The file has no column of the schema at all."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import listed
from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.no-known-field",
    alias="unmatched-header",
    title=Text(fr="Aucune colonne du schéma", en="No column of the schema"),
    message=Text(
        fr="Le fichier n'a aucune des colonnes du schéma : {names}.",
        en="The file has none of the schema's columns: {names}.",
    ),
    why=Text(
        fr="Rien de ce fichier n'a pu être vérifié : ce n'est sans doute pas le bon schéma.",
        en="None of this file could be checked: it is probably not the right schema.",
    ),
    repair=Text(
        fr="Vérifiez que c'est bien ce fichier et ce schéma.",
        en="Check that these are the right file and the right schema.",
    ),
)

#: The modes under which any field may lack, and any other column stand (Table Schema v2).
_OPEN = frozenset({None, "partial"})


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for headers without a field, where no other rule tells it of each field or label."""
    wanted = any(field.required for field in schema.fields) or schema.primary_key
    is_told_elsewhere = wanted or schema.fields_match not in _OPEN
    if schema.fields and not header.positions and not is_told_elsewhere:
        yield Defect(params={"names": listed(field.name for field in schema.fields)})
