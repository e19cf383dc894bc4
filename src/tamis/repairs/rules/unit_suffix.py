"""Units after numbers."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import marks, points
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="unit-suffix",
    title=Text(fr="Unités après les nombres", en="Units after numbers"),
    does=Text(
        fr="Écrit 22 pour « 22 kW », si l'unité est bien celle de la colonne.",
        en="Writes 22 for “22 kW”, if the unit really is the column's.",
    ),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 15

_BLANK = r"[ \x{A0}\x{202F}]*"
_UNIT = r"[A-Za-zµ°²³Ωé/]{1,10}\.?"
_SHAPE = rf"\A([+-]?[0-9][0-9 .,\x{{A0}}\x{{202F}}]*?){_BLANK}({_UNIT})\z"
#: Compass points turn a number's sign, multiples its size, and ordinals make it another thing.
_NO_UNITS = (
    r"\A(?:[NSEWO]|[kKMG]|(?i:nord|sud|est|ouest|md|mds|mille|milliers?|millions?|milliards?"
    r"|bis|ter|quater|er|ere|ère|e|eme|ème|nde?))\.?\z"
)
_COMPASS = ["n", "s", "e", "w", "o"]


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the number."""
    if cell.field.type not in {"number", "integer"}:
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    unit = parts.field("2")
    is_unit = ~unit.str.contains(_NO_UNITS)
    if points.is_axis(cell.field):
        is_unit &= ~unit.is_in(_COMPASS)
    number = pl.when(is_unit).then(parts.field("1"))
    return pl.coalesce(marks.without_doubt(cell, number), cell.text)
