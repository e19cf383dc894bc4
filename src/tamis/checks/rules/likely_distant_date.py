"""A date is a century from all others of its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from tamis.checks import columns
from tamis.checks.contract import ColumnCondition, column_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="likely.distant-date",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Date à un siècle des autres",
        en="Date a century from the others",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est loin des autres dates de la colonne, autour de {note}.",
        en="“{value}” (“{field}”) is far from the other dates of the column, around {note}.",
    ),
    why=Text(
        fr="Une année mal saisie (1924 pour 2024) fausse tout calcul de durée.",
        en="A year typed wrong (1924 for 2024) makes every duration wrong.",
    ),
    repair=Text(
        fr="Vérifiez l'année.",
        en="Check the year.",
    ),
)

_LIMITS: Final = thresholds("crowd")
_TYPES: Final = frozenset({"date", "datetime"})


@column_rule
def bind_column(cell: Cell) -> Iterator[ColumnCondition]:
    """Look for years that no other comes near to."""
    if cell.field.type in _TYPES:
        plain = cell.field.format in {"default", "%Y-%m-%d"}
        year = cell.text.str.head(4).cast(pl.Int64, strict=False)
        classes = year if plain else cell.value.dt.year().cast(pl.Int64)
        yield ColumnCondition(classes=classes, judge=_judge)


def _judge(counts: Mapping[int, int]) -> Mapping[int, str]:
    n = sum(counts.values())
    if n < _LIMITS["rows"]:
        return {}
    low, middle, high = columns.quartiles(counts)
    reach = max(_LIMITS["years"], _LIMITS["year_spreads"] * (high - low))
    alone = [year for year in counts if year < low - reach or year > high + reach]
    if sum(counts[year] for year in alone) > _LIMITS["share"] * n:
        return {}
    return {year: str(middle) for year in alone}
