"""A column has no label."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.blank",
    alias="blank-label",
    severity=Severity.WARNING,
    title=Text(fr="Colonne sans nom", en="Column without a label"),
    message=Text(fr="La colonne {column} n'a pas de nom.", en="Column {column} has no label."),
    why=Text(
        fr="On ne peut ni vérifier ni réutiliser une colonne sans nom.",
        en="A column without a label can be neither checked nor reused.",
    ),
    repair=Text(
        fr="Nommez la colonne, ou supprimez-la si elle est vide.",
        en="Name the column, or delete it if it is empty.",
    ),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for blank labels."""
    for position, label in enumerate(header.labels):
        if not label.strip():
            yield Defect(
                column=position + 1, params={"column": position + 1}, repair="trailing-delimiter"
            )
