"""Days given for moments."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="day-start",
    title=Text(fr="Jours donnés pour des moments", en="Days given for moments"),
    does=Text(
        fr="Écrit 2024-12-31T00:00:00 pour « 2024-12-31 » : l'heure est supposée.",
        en="Writes 2024-12-31T00:00:00 for “2024-12-31”: the time is a guess.",
    ),
    form=Text(fr="AAAA-MM-JJ → AAAA-MM-JJT00:00:00", en="YYYY-MM-DD → YYYY-MM-DDT00:00:00"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_SHAPE = r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Suppose the first second of the day."""
    if cell.field.type != "datetime" or cell.field.format != "default":
        return None
    start = cell.text + "T00:00:00"
    return pl.when(cell.text.str.contains(_SHAPE)).then(start).otherwise(cell.text)
