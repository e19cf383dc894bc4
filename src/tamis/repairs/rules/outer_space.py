"""Blanks around a value, visible or not."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="outer-space",
    title=Text(fr="Espaces autour des valeurs", en="Spaces around values"),
    does=Text(
        fr="Supprime les espaces, insécables ou non, avant et après la valeur.",
        en="Deletes spaces, non-breaking or not, before and after the value.",
    ),
    cures=(
        "cell.outer-space",
        "cell.wrong-type",
        "cell.off-pattern",
        "cell.off-list",
        "cell.wrong-length",
    ),
)
RANK = 10

#: What Unicode calls white space, and the marks without width that come with it.
_BLANKS = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
)


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Strip."""
    return cell.text.str.strip_chars(_BLANKS)
