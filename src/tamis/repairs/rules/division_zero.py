"""Codes of départements or régions without their zero."""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis import reference
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="division-zero",
    title=Text(
        fr="Codes de département ou de région sans leur zéro",
        en="Codes of départements or régions without their zero",
    ),
    does=Text(
        fr="Écrit 01 pour « 1 » dans un code de département ou de région.",
        en="Writes 01 for “1” in the code of a département or région.",
    ),
    cures=("cell.",),
)
RANK = 30

_TABLES: Final[dict[Nature, reference.TableName]] = {
    Nature.DEPARTEMENT: "departements",
    Nature.REGION: "regions",
}


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put back the zero that a spreadsheet dropped."""
    if (kind := nature(cell)) not in _TABLES or kind is None:
        return None
    if cell.witness.other_kind:
        return None  # numbers in order: 1, 2, 3… to 13
    name = _TABLES[kind]

    def read(text: str) -> str | None:
        code = f"0{text}"
        return code if len(text) == 1 and code in reference.codes(name) else None

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)
