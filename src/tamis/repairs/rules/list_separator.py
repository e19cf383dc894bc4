"""Separators of a list."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="list-separator",
    title=Text(fr="Séparateurs d'une liste", en="Separators of a list"),
    does=Text(
        fr="Écrit le séparateur que le schéma veut pour « ; », « , » ou un retour à la ligne, "
        "sans blanc autour.",
        en="Writes the separator that the schema wants for “;”, “,” or a line break, with no "
        "blank around.",
    ),
    cures=(
        "cell.off-pattern",
        "cell.wrong-type",
    ),
)
RANK = 38

_OTHERS = r"[ ]*[;|,\r\n]+[ ]*"
_PIPES, _COMMAS = ("\\|", "[|]"), ("^|,", ",|^", ",\\s*")


def bind(cell: Cell) -> pl.Expr | None:
    """Put the schema's own mark between items."""
    mark = _mark(cell.field)
    if mark is None:
        return None
    return cell.text.str.replace_all(_OTHERS, mark).str.strip_chars(mark + " ")


def _mark(field: Field) -> str | None:
    """Return what parts the items of a field, None where it holds no list."""
    if field.type == "list":
        return field.delimiter
    pattern = field.constraints.pattern or ""
    if field.type != "string" or not pattern:
        return None
    if any(sign in pattern for sign in _PIPES):
        return "|"
    return "," if any(sign in pattern for sign in _COMMAS) else None
