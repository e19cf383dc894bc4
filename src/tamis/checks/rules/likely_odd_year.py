"""A year is one that no file of today has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="likely.odd-year",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Année impossible",
        en="Impossible year",
    ),
    message=Text(
        fr="L'année de « {value} » (« {field} ») n'est pas vraisemblable.",
        en="The year of “{value}” (“{field}”) is not plausible.",
    ),
    why=Text(
        fr="Une année à deux chiffres ou à cinq fausse tout tri par date.",
        en="A two-digit or five-digit year makes sorting by date wrong.",
    ),
    repair=Text(
        fr="Écrivez l'année en quatre chiffres.",
        en="Write the year in four digits.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
_LIMITS: Final = thresholds("dates")


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for years before the first one and after the last one."""
    if cell.field.type == "year":
        year = cell.value.cast(pl.Int64)
    elif cell.field.type in {"date", "datetime"}:
        year = cell.value.dt.year().cast(pl.Int64)
    else:
        return
    broken = (year < _LIMITS["first_year"]) | (year > _LIMITS["last_year"])
    if cell.field.format == "default" and cell.field.type != "year":
        first, last = str(_LIMITS["first_year"]), str(_LIMITS["last_year"] + 1)
        # Years of four digits are in the order of their texts.
        usual = (cell.text >= first) & (cell.text < last)
    else:
        usual = cell.text.str.contains(r"(?:\A|\D)(?:1\d|20|21)\d\d(?:\D|\z)")
    yield CellCondition(broken=broken, doubtful=~usual)
