"""A column's label is a field's name but for case, accents, blanks or dashes."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.misspelt-field",
    alias="incorrect-label",
    title=Text(fr="Nom de colonne mal écrit", en="Column label misspelt"),
    message=Text(
        fr="La colonne « {value} » doit s'appeler « {field} ».",
        en="The column “{value}” must be called “{field}”.",
    ),
    why=Text(
        fr="Les logiciels reconnaissent les colonnes à leur nom, lettre pour lettre.",
        en="Software knows columns by their name, letter for letter.",
    ),
    repair=Text(fr="Renommez la colonne « {field} ».", en="Rename the column “{field}”."),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for fields found under another spelling."""
    for name in header.misspelt:
        position = header.positions[name]
        label = header.labels[position]
        if "\0" in label:
            continue  # told as such
        yield Defect(
            field=name, column=position + 1, value=label, repair="header-name", proposal=name
        )
