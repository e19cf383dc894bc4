"""Points or commas between thousands."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="point-group",
    title=Text(fr="Points ou virgules entre les milliers", en="Points or commas between thousands"),
    does=Text(
        fr="Écrit 1234.56 pour « 1.234,56 » ou « 1,234.56 » : deux signes différents ne se lisent "
        "que d'une façon.",
        en="Writes 1234.56 for “1.234,56” or “1,234.56”: two different marks are read one way "
        "only.",
    ),
    form=Text(fr="1.234,56 → 1234.56", en="1,234.56 → 1234.56"),
    cures=("cell.wrong-type",),
)
RANK = 20

_FRENCH = r"\A[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+\z"
_ENGLISH = r"\A[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Delete the marks between thousands, and put a point before the decimals."""
    field = cell.field
    if field.type != "number" or field.decimal_char != "." or field.group_char:
        return None
    text = cell.text
    french = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    english = text.str.replace_all(",", "", literal=True)
    return (
        pl.when(text.str.contains(_FRENCH))
        .then(french)
        .when(text.str.contains(_ENGLISH))
        .then(english)
        .otherwise(text)
    )
