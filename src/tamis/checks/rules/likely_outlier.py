"""A number is far from all others of its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tamis.checks import columns
from tamis.checks.contract import ColumnCondition, column_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="likely.outlier",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Nombre hors de proportion",
        en="Number out of proportion",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est sans commune mesure avec les autres, autour de {note}.",
        en="“{value}” (“{field}”) is out of all proportion to the others, around {note}.",
    ),
    why=Text(
        fr="Une valeur mille fois trop grande ou trop petite est souvent une faute de frappe ou "
        "d'unité, et fausse toutes les moyennes.",
        en="A value a thousand times too large or too small is often a typing error or in another "
        "unit, and makes every average wrong.",
    ),
    repair=Text(
        fr="Vérifiez la valeur et son unité.",
        en="Check the value and its unit.",
    ),
)

_LIMITS: Final = thresholds("crowd")


@column_rule
def bind_column(cell: Cell) -> Iterator[ColumnCondition]:
    """Look for numbers that no other comes near to, in columns of measures."""
    if columns.is_measure(cell):
        yield ColumnCondition(classes=columns.magnitude(columns.number(cell)), judge=_judge)


def _judge(counts: Mapping[int, int]) -> Mapping[int, str]:
    """Return the magnitudes outside the crowd, with the middle of the crowd."""
    n = sum(counts.values())
    if n < _LIMITS["rows"]:
        return {}
    groups = columns.groups(counts, _LIMITS["gap"] * columns.STEPS)
    sizes = [sum(counts[value] for value in group) for group in groups]
    crowd = sizes.index(max(sizes))
    if n - sizes[crowd] > _LIMITS["share"] * n:
        return {}
    low, middle, high = columns.quartiles(counts)
    reach = max(_LIMITS["decades"] * columns.STEPS, _LIMITS["spreads"] * (high - low))
    alone = (
        value
        for index, group in enumerate(groups)
        if index != crowd and max(abs(value - middle) for value in group) >= reach
        for value in group
    )
    return dict.fromkeys(alone, columns.shown(middle))
