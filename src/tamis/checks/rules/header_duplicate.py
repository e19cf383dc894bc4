"""Two columns have the same label."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.duplicate",
    alias="duplicate-label",
    title=Text(fr="Deux colonnes de même nom", en="Two columns with one label"),
    message=Text(
        fr="La colonne {column} répète le nom « {value} » : seule la première est lue.",
        en="Column {column} repeats the label “{value}”: only the first one is read.",
    ),
    why=Text(
        fr="Rien ne dit laquelle des deux colonnes fait foi.",
        en="Nothing says which of the two columns is right.",
    ),
    repair=Text(
        fr="Gardez une seule colonne « {value} ».",
        en="Keep one column “{value}” only.",
    ),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for labels that repeat an earlier one."""
    for position in header.duplicate:
        label = header.labels[position]
        field = label if schema.field(label) else ""
        yield Defect(field=field, column=position + 1, value=label, params={"column": position + 1})
