"""French opening hours."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import hours
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="opening-hours",
    title=Text(fr="Horaires à la française", en="French opening hours"),
    does=Text(
        fr="Écrit « Mo-Fr 08:00-18:00 » pour « Lu-Ve 8h-18h » et « 24/7 » pour « 24h/24 », quand "
        "chaque mot est compris.",
        en="Writes “Mo-Fr 08:00-18:00” for “Lu-Ve 8h-18h” and “24/7” for “24h/24”, where every "
        "word is understood.",
    ),
    cures=(
        "cell.bad-opening-hours",
        "cell.off-pattern",
    ),
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Say the hours as OpenStreetMap does."""
    if nature(cell) is not Nature.HOURS:
        return None
    return pl.coalesce(by_distinct(cell.text, hours.to_osm, pl.String), cell.text)
