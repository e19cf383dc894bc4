"""French times of day."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="french-time",
    title=Text(fr="Heures à la française", en="French times of day"),
    does=Text(
        fr="Écrit 08:30:00 pour « 8h30 » ou « 8:30 ».", en="Writes 08:30:00 for “8h30” or “8:30”."
    ),
    cures=("cell.wrong-type",),
)
RANK = 30

#: Minutes may lack after "h", the last sign of an hour, and not after ":".
_SHAPE = r"\A([0-9]{1,2}) ?(?:h|[:h] ?([0-9]{2})(?: ?[:m] ?([0-9]{2})s?)?)\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write hours, minutes and seconds."""
    if cell.field.type != "time" or cell.field.format != "default":
        return None
    if cell.witness.other_kind:
        return None  # beside 75:12, 8:30 is a length of time; beside 02:15 PM, half a day
    parts = cell.text.str.extract_groups(_SHAPE).struct
    rest = (parts.field(n).fill_null("00") for n in ("2", "3"))
    clock = pl.concat_str(parts.field("1").str.zfill(2), *rest, separator=":")
    return pl.coalesce(clock, cell.text)
