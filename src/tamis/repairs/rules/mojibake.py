"""Garbled accents."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="mojibake",
    title=Text(fr="Accents illisibles", en="Garbled accents"),
    does=Text(
        fr="Rétablit les accents d'un texte UTF-8 lu comme du Windows-1252 (« Ã©tÃ© »), quand le "
        "chemin inverse donne un texte propre.",
        en="Restores the accents of a UTF-8 text that was read as Windows-1252 (“Ã©tÃ©”), where "
        "the way back gives a clean text.",
    ),
    cures=("cell.",),
)
RANK = 6

#: What the first byte of a UTF-8 sequence looks like once it is misread.
_MARKS = r"[ÃÂâ]"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Read the bytes again, once."""
    if cell.field.type not in {"string", "any"}:
        return None
    undone = by_distinct(cell.text, _undone, pl.String)
    marked = cell.text.str.contains(_MARKS)
    return pl.when(marked).then(pl.coalesce(undone, cell.text)).otherwise(cell.text)


def _undone(text: str) -> str | None:
    """Return the text before it was misread, None where that is not clean or not the end."""
    try:
        once = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    try:
        once.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return once if once.isprintable() else None
    return once if once.isascii() and once.isprintable() else None
