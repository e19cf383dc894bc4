"""Times after a date."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="dropped-time",
    title=Text(fr="Heures après une date", en="Times after a date"),
    does=Text(
        fr="Écrit 2024-12-31 pour « 2024-12-31T08:30:00 » : l'heure est perdue.",
        en="Writes 2024-12-31 for “2024-12-31T08:30:00”: the time is lost.",
    ),
    form=Text(fr="sans l'heure", en="without the time"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 25

_CLOCK = r"[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?\z"
_SHAPE = rf"\A([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}){_CLOCK}"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the day."""
    if days.form(cell.field) is None:
        return None
    return pl.coalesce(cell.text.str.extract(_SHAPE, 1), cell.text)
