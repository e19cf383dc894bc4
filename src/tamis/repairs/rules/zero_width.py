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
        en="Deletes the zero-width characters that pasting leaves in a value.",
    ),
    cures=("cell.",),
)
RANK = 5

#: Zero-width space, direction marks, word joiner, byte order mark.
_UNSEEN = r"[\x{200B}\x{200E}\x{200F}\x{2060}\x{FEFF}]"
#: A soft hyphen where a word may be parted, or after it; before a digit it may be a minus sign.
_SOFT = r"(\p{L})\x{AD}+(\p{L}|\s|\z)"


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Delete what nobody sees."""
    seen = cell.text.str.replace_all(_UNSEEN, "")
    if cell.field.type not in {"string", "any"}:
        return seen
    # Twice: the letter between two soft hyphens ends one match and would begin the next.
    return seen.str.replace_all(_SOFT, "$1$2").str.replace_all(_SOFT, "$1$2")
