"""Invisible characters."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="zero-width",
    title=Text(fr="Caractères invisibles", en="Invisible characters"),
    does=Text(
        fr="Supprime les caractères sans largeur que les copier-coller laissent dans une valeur.",
        en="Deletes the characters without width that pasting leaves in a value.",
    ),
    cures=("cell.",),
)
RANK = 5

#: Zero-width space, direction marks, word joiner, byte order mark, soft hyphen.
_UNSEEN = r"[\x{200B}\x{200E}\x{200F}\x{2060}\x{FEFF}\x{AD}]"


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Delete what nobody sees."""
    return cell.text.str.replace_all(_UNSEEN, "")
