"""What a column says has happened is after the last change of its own source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.column_names import words

RULE = Rule(
    code="likely.future-date",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Date postérieure au fichier",
        en="Date after that of the file",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est après le {day}, dernière modification du fichier.",
        en="“{value}” (“{field}”) is after {day}, when the file was last changed.",
    ),
    why=Text(
        fr="Ce qui est dit passé ne peut pas être arrivé après que le fichier l'a dit.",
        en="What is told as past cannot have happened after the file told it.",
    ),
    repair=Text(
        fr="Vérifiez l'année, et l'ordre du jour et du mois.",
        en="Check the year, and the order of day and month.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
_MARGIN: Final = timedelta(days=thresholds("dates")["margin"])
_TYPES: Final = frozenset({"date", "datetime"})
#: Names of what has happened…
_PAST: Final = (
    r"_(maj|mise_a_jour|miseajour|creation|modif|modification|releve|releves|observation|saisie|"
    r"construction|signature|naissance|deces|achat|notification|attribution|installation|"
    r"last_modified|updated|created|mesure|prelevement|constat|inventaire|collecte|acquisition|"
    r"export|extraction|immatriculation)_"
)
#: … and of what may be to come.
_TO_COME: Final = r"fin|echeance|prevu|prevision|expir|valid|prochain|limite|futur|cible|objectif"


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for dates of what has happened, after the day on which the source was last changed."""
    name = words(cell.field.name)
    if not cell.as_of or cell.field.type not in _TYPES:
        return
    if re.search(_PAST, name) and not re.search(_TO_COME, name):
        day = date.fromisoformat(cell.as_of)
        last = day + _MARGIN
        doubtful = None
        if cell.field.format == "default":
            doubtful = cell.text > f"{last.isoformat()}~"  # dates are in the order of their texts
        yield CellCondition(
            broken=cell.value.cast(pl.Date) > last,
            params={"day": day.isoformat()},
            doubtful=doubtful,
        )
