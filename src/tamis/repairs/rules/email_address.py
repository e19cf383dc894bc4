"""Around e-mail addresses."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

REPAIR = RepairRule(
    name="email-address",
    title=Text(fr="Autour des adresses électroniques", en="Around e-mail addresses"),
    does=Text(
        fr="Ôte mailto:, les chevrons, les blancs autour de l'arobase et le point final.",
        en="Removes mailto:, angle brackets, spaces around the at sign and a final stop.",
    ),
    cures=("cell.",),
)
RANK = 30

_PARTS = (
    (r"(?i)\A<?(?:mailto:)?[ ]*", ""),
    (r"[ ]*>?[ ]*[.,;]*\z", ""),
    (r"[ \x{A0}]*@[ \x{A0}]*", "@"),
)
_ADDRESS = r"\A[^\s@<>:;,]+@[^\s@<>:;,]+\.[^\s@<>:;,.]+\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the address, where one is left."""
    if nature(cell) is not Nature.EMAIL:
        return None
    bare = cell.text
    for shape, instead in _PARTS:
        bare = bare.str.replace(shape, instead)
    return pl.when(bare.str.contains(_ADDRESS)).then(bare).otherwise(cell.text)
