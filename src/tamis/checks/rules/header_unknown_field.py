"""A column is not in the schema."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header, lacking_words, similar

RULE = Rule(
    code="header.unknown-field",
    alias="extra-label",
    severity=Severity.WARNING,
    title=Text(fr="Colonne inconnue du schéma", en="Column unknown to the schema"),
    message=Text(
        fr="La colonne « {value} » n'est pas dans le schéma : elle n'est pas vérifiée.",
        en="The column “{value}” is not in the schema: it is not checked.",
    ),
    why=Text(
        fr="Ce que le schéma ne décrit pas, les réutilisateurs ne savent pas le lire.",
        en="Reusers cannot understand what the schema does not describe.",
    ),
    repair=Text(
        fr="Vérifiez le nom de la colonne, ou publiez-la dans un autre fichier.",
        en="Check the column's label, or publish it in another file.",
    ),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for labels that stand for no field, where the schema neither allows nor forbids them."""
    if schema.fields_match is not None:
        return
    words = lacking_words(header, schema.fields)
    for position in header.unknown:
        label = header.labels[position]
        if label.strip():
            near = similar(label, words)
            repair = "header-similar" if near else ""
            yield Defect(column=position + 1, value=label, repair=repair, proposal=near)
