"""Commune codes without their zero."""

from __future__ import annotations

from functools import partial

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.codes import with_zero
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="commune-zero",
    title=Text(fr="Codes de commune sans leur zéro", en="Commune codes without their zero"),
    does=Text(
        fr="Écrit 01004 pour « 1004 » quand cette commune est dans le code officiel géographique.",
        en="Writes 01004 for “1004” where that commune is in the official geographic code.",
    ),
    cures=("cell.",),
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put back the zero that a spreadsheet dropped; a year is left, unless others lost theirs."""
    if nature(cell) is not Nature.COMMUNE:
        return None
    read = partial(with_zero, Nature.COMMUNE, years=cell.witness.lost_zeros)
    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)
