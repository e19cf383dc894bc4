"""Postal codes without their zero."""

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
    name="postal-zero",
    title=Text(fr="Codes postaux sans leur zéro", en="Postal codes without their zero"),
    does=Text(
        fr="Écrit 01000 pour « 1000 » quand ce code postal existe.",
        en="Writes 01000 for “1000” where that postal code exists.",
    ),
    cures=("cell.",),
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put back the zero that a spreadsheet dropped; a year is left, unless others lost theirs."""
    if nature(cell) is not Nature.POSTAL:
        return None
    read = partial(with_zero, Nature.POSTAL, years=cell.witness.lost_zeros)
    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)
