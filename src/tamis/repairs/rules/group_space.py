"""Blanks between the thousands of a number."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import points
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="group-space",
    title=Text(fr="Espaces entre les milliers", en="Spaces between thousands"),
    does=Text(
        fr="Écrit 1000 pour « 1 000 », quand les groupes ont bien trois chiffres.",
        en="Writes 1000 for “1 000”, where groups do have three digits.",
    ),
    cures=("cell.wrong-type",),
)
RANK = 20

_GROUPED = r"\A[+-]?[1-9][0-9]{0,2}(?:[ \x{A0}\x{2009}\x{202F}][0-9]{3})+(?:[.,][0-9]+)?\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Delete blanks in numbers that are grouped by three all along."""
    if cell.field.type not in {"number", "integer"} or cell.field.group_char:
        return None
    if points.is_in_degrees(cell.field) or cell.witness.other_kind:
        return None  # 2 352 may be 2.352 degrees; beside "12 13", it may be two numbers
    joined = cell.text.str.replace_all(r"[ \x{A0}\x{2009}\x{202F}]", "")
    return pl.when(cell.text.str.contains(_GROUPED)).then(joined).otherwise(cell.text)
