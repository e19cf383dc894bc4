"""A file of addresses has those of several communes (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import addresses, columns
from tamis.checks.contract import ColumnCondition, column_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="table.several-communes",
    severity=Severity.WARNING,
    about="column",
    plain_note=True,
    title=Text(fr="Adresses de plusieurs communes", en="Addresses of several communes"),
    message=Text(
        fr="« {field} » a plusieurs communes : {note} {note:ligne|lignes} d'une autre que celle de"
        " la plupart.",
        en="“{field}” has several communes: {note} {note:row|rows} of a commune other than most.",
    ),
    why=Text(
        fr="Une commune publie sa propre base ; l'adresse d'une voisine l'écrase.",
        en="A commune publishes its own base; its neighbours' addresses would overwrite theirs.",
    ),
    repair=Text(
        fr="Faites un fichier par commune, ou corrigez le code.",
        en="Make one file per commune, or correct the code.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS


@column_rule
def bind_column(cell: Cell) -> Iterator[ColumnCondition]:
    """Look for several codes of communes."""
    if addresses.is_asked(cell.schema) and cell.field.name == "commune_insee":
        classes = columns.text_class(cell.text)
        yield ColumnCondition(classes=classes, judge=columns.but_most, is_whole=True)
