"""A column is not in a schema that allows no other than its own."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header, lacking_words, similar

RULE = Rule(
    code="header.forbidden-field",
    alias="extra-label",
    title=Text(fr="Colonne en trop", en="Extra column"),
    message=Text(
        fr="La colonne « {value} » n'est pas dans le schéma, qui n'en admet pas d'autre que "
        "les siennes.",
        en="The column “{value}” is not in the schema, which allows no others.",
    ),
    why=Text(
        fr="Le schéma dit quelles colonnes le fichier peut avoir (« fieldsMatch »).",
        en="The schema says which columns the file may have (“fieldsMatch”).",
    ),
    repair=Text(
        fr="Vérifiez le nom de la colonne, ou publiez-la dans un autre fichier.",
        en="Check the column's label, or publish it in another file.",
    ),
)

#: The modes that allow no other column (Table Schema v2, "fieldsMatch").
_CLOSED = frozenset({"exact", "equal", "superset"})


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for labels that stand for no field, where the schema forbids them."""
    if schema.fields_match not in _CLOSED:
        return
    words = lacking_words(header, schema.fields)
    for position in header.unknown:
        label = header.labels[position]
        if label.strip():
            near = similar(label, words)
            repair = "header-similar" if near else ""
            yield Defect(column=position + 1, value=label, repair=repair, proposal=near)
