"""Accents put back on their letters."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="composed-form",
    title=Text(fr="Accents détachés de leurs lettres", en="Accents apart from their letters"),
    does=Text(
        fr="Écrit « é » en un caractère où une clé l'écrit en deux (Unicode NFC) : les deux se "
        "lisent de même.",
        en="Writes “é” as one character where a key has two (Unicode NFC): both read the same.",
    ),
    cures=("cell.decomposed",),
)
RANK = 7


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Compose (UAX 15)."""
    return cell.text.str.normalize("NFC") if cell.field.type in {"string", "any"} else None
