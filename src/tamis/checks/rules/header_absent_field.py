"""An optional column is not in the file."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.absent-field",
    alias="missing-label",
    severity=Severity.WARNING,
    title=Text(fr="Colonne facultative absente", en="Optional column absent"),
    message=Text(
        fr="La colonne facultative « {field} » est absente du fichier.",
        en="The optional column “{field}” is not in the file.",
    ),
    why=Text(
        fr="Un fichier qui a toutes les colonnes du schéma se fusionne sans réglage.",
        en="A file with every column of the schema merges without settings.",
    ),
    repair=Text(
        fr="Ajoutez une colonne « {field} », vide si l'information manque.",
        en="Add a column “{field}”, empty where the information is missing.",
    ),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for optional fields without a column, where the schema neither allows nor forbids it."""
    for field in schema.fields if schema.fields_match is None else ():
        wanted = field.required or field.name in schema.primary_key
        if not (wanted or field.personal) and field.name not in header.positions:
            yield Defect(field=field.name, repair="absent-column", proposal=field.name)
