"""A required column is not in the file."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.missing-field",
    alias="missing-label",
    title=Text(fr="Colonne obligatoire absente", en="Required column missing"),
    message=Text(
        fr="La colonne obligatoire « {field} » est absente du fichier.",
        en="The required column “{field}” is not in the file.",
    ),
    why=Text(
        fr="Le schéma demande cette information pour chaque ligne.",
        en="The schema asks for this information on every row.",
    ),
    repair=Text(
        fr="Ajoutez une colonne « {field} » et remplissez-la.",
        en="Add a column “{field}” and fill it.",
    ),
)

#: The modes that want every field.
_WHOLE = frozenset({"exact", "equal", "subset"})


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for fields without a column: required ones, those of the primary key.

    Where the schema says so, all of them (Table Schema v2, "fieldsMatch").
    """
    for field in schema.fields:
        wanted = field.required or field.name in schema.primary_key
        wanted = wanted or schema.fields_match in _WHOLE
        if wanted and field.name not in header.positions:
            yield Defect(field=field.name)
