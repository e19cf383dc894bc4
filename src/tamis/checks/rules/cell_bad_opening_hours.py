"""Opening hours are not written as OpenStreetMap writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

RULE = Rule(
    code="cell.bad-opening-hours",
    alias="constraint-error",
    title=Text(
        fr="Horaires mal écrits",
        en="Opening hours badly written",
    ),
    message=Text(
        fr="« {value} » n'est pas un horaire que l'on sache lire (« {field} ») : écrivez par "
        "exemple Mo-Fr 08:30-12:00,13:30-17:00.",
        en="“{value}” cannot be read as opening hours (“{field}”): write, for instance, "
        "Mo-Fr 08:30-12:00,13:30-17:00.",
    ),
    why=Text(
        fr="Un calendrier ou une carte ne peut dire « ouvert » ou « fermé » qu'à partir "
        "d'horaires écrits dans la forme d'OpenStreetMap.",
        en="A calendar or a map can tell “open” from “closed” only if hours are written in "
        "OpenStreetMap's form.",
    ),
    repair=Text(
        fr="Suivez la forme d'OpenStreetMap : jours Mo Tu We Th Fr Sa Su, heures hh:mm-hh:mm, « "
        "; » entre les règles, 24/7 pour toujours ouvert.",
        en="Follow OpenStreetMap's form: days Mo Tu We Th Fr Sa Su, hours hh:mm-hh:mm, “;” "
        "between rules, 24/7 for always open.",
    ),
)

CUSTOM_CHECKS: Final = {"opening-hours-value": ("column",), "opening-hours": ("column",)}

#: Told only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts that the OpenStreetMap specification of opening hours does not read."""
    if any(custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name)):
        yield CellCondition(broken=~by_distinct(cell.text, _reads, pl.Boolean))


def _reads(text: str) -> bool:
    from opening_hours import validate

    return bool(validate(text))
