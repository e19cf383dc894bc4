"""The columns stand in another order than the one that the schema commands."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.misplaced-field",
    alias="incorrect-label",
    title=Text(fr="Colonne mal placée", en="Column out of place"),
    message=Text(
        fr="Le schéma impose l'ordre des colonnes ; la première mal placée est « {value} ».",
        en="The schema prescribes the order of columns; the first one out of place is “{value}”.",
    ),
    why=Text(
        fr="Ce schéma reconnaît les colonnes à leur place (« fieldsMatch » : « exact »).",
        en="This schema knows columns by their place (“fieldsMatch”: “exact”).",
    ),
    repair=Text(
        fr="Remettez les colonnes dans l'ordre du schéma.",
        en="Put the columns back in the schema's order.",
    ),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for a field out of its place, where the schema says `exact` (Table Schema v2)."""
    if schema.fields_match == "exact" and not header.ordered:
        position = header.misplaced
        yield Defect(column=position + 1, value=header.labels[position], repair="column-order")
