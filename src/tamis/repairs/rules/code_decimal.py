"""Codes turned into numbers."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="code-decimal",
    title=Text(fr="Codes devenus des nombres", en="Codes turned into numbers"),
    does=Text(
        fr="Écrit 35238 pour « 35238.0 » dans un code, quand le résultat convient.",
        en="Writes 35238 for “35238.0” in a code, where the result suits.",
    ),
    form=Text(fr="35238.0 → 35238", en="35238.0 → 35238"),
    cures=("cell.",),
)
RANK = 15


def bind(cell: Cell) -> pl.Expr | None:
    """Drop the decimals, which a code does not have."""
    if cell.field.type != "string":
        return None
    return pl.coalesce(cell.text.str.extract(r"\A([0-9]+)[.,]0+\z", 1), cell.text)
