"""The columns stand in another order than the schema's."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.wrong-order",
    alias="incorrect-label",
    severity=Severity.WARNING,
    title=Text(fr="Colonnes dans un autre ordre", en="Columns in another order"),
    message=Text(
        fr="Les colonnes ne suivent pas l'ordre du schéma ; la première déplacée est « {value} ».",
        en="Columns are not in the schema's order; the first one out of place is “{value}”.",
    ),
    why=Text(
        fr="Certains outils lisent les colonnes par leur position.",
        en="Some tools read columns by their position.",
    ),
    repair=Text(
        fr="Remettez les colonnes dans l'ordre du schéma.",
        en="Put the columns back in the schema's order.",
    ),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for fields that come earlier in the file than those before them in the schema.

    Schemas that say `fieldsMatch` either command the order or leave it free (Table Schema v2).
    """
    if schema.fields_match is None and not header.ordered:
        position = header.misplaced
        yield Defect(column=position + 1, value=header.labels[position], repair="column-order")
