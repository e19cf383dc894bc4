"""A moment given where a day is wanted, when the moment is midnight."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import days
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="midnight",
    title=Text(fr="Heures 00:00:00 après une date", en="Times 00:00:00 after a date"),
    does=Text(
        fr="Écrit 2024-12-31 pour « 2024-12-31T00:00:00 » : l'heure ne disait rien.",
        en="Writes 2024-12-31 for “2024-12-31T00:00:00”: the time said nothing.",
    ),
    form=Text(fr="sans l'heure 00:00", en="without the time 00:00"),
    cures=("cell.wrong-type",),
)
RANK = 20

_ISO = r"\A([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?\z"
_FRENCH = r"\A([0-9]{1,2}/[0-9]{1,2}/[0-9]{4}) 0?0:00(?::00)?\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the day of a midnight that names no zone."""
    if days.form(cell.field) is None:
        return None
    day = pl.coalesce(cell.text.str.extract(_ISO, 1), cell.text.str.extract(_FRENCH, 1))
    return pl.coalesce(day, cell.text)
