"""Every row stands at one point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tamis.checks import columns, positions
from tamis.checks.contract import ColumnCondition, column_rule
from tamis.checks.thresholds import thresholds
from tamis.model.coordinates import axis_pairs
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="likely.same-position",
    severity=Severity.WARNING,
    about="column",
    plain_note=True,
    title=Text(
        fr="Une seule position pour toute la colonne",
        en="One position for the whole column",
    ),
    message=Text(
        fr="« {field} » a partout la même position ({note} {note:ligne|lignes}).",
        en="“{field}” has the same position everywhere ({note} {note:row|rows}).",
    ),
    why=Text(
        fr="Une position recopiée vers le bas place tout au même endroit.",
        en="A position copied down puts everything in one place.",
    ),
    repair=Text(
        fr="Donnez à chaque ligne sa position.",
        en="Give each row its own position.",
    ),
)

_LEAST: Final[int] = thresholds("positions")["same"]


@column_rule
def bind_column(cell: Cell) -> Iterator[ColumnCondition]:
    """Look for a column of positions, or of latitudes, that holds one text."""
    is_axis = any(pair.latitude == cell.field.name for pair in axis_pairs(cell.schema.fields))
    if is_axis or positions.in_cell(cell) is not None:
        yield ColumnCondition(classes=columns.one_text(cell.text), judge=_judge, is_whole=True)


def _judge(counts: Mapping[int, int]) -> Mapping[int, str]:
    return columns.only_class(counts, _LEAST)
