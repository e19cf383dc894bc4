"""Corsican codes in lower case."""

from __future__ import annotations

import polars as pl

from tamis import reference
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

REPAIR = RepairRule(
    name="corsican-code",
    title=Text(fr="Codes de Corse en minuscules", en="Corsican codes in lower case"),
    does=Text(
        fr="Écrit 2A004 pour « 2a004 », et 2A pour « 2a ».",
        en="Writes 2A004 for “2a004”, and 2A for “2a”.",
    ),
    cures=("cell.",),
)
RANK = 30

_SHAPES = {Nature.COMMUNE: r"\A2[ab][0-9]{3}\z", Nature.DEPARTEMENT: r"\A2[ab]\z"}


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the letter in upper case."""
    shape = _SHAPES.get(kind) if (kind := nature(cell)) else None
    if shape is None:
        return None
    upper = cell.text.str.to_uppercase()
    if kind is Nature.COMMUNE:
        known = pl.Series(sorted(reference.codes("communes")), dtype=pl.String).implode()
        upper = pl.when(upper.is_in(known)).then(upper).otherwise(cell.text)
    return pl.when(cell.text.str.contains(shape)).then(upper).otherwise(cell.text)
