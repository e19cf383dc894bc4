"""Postal codes given for commune codes."""

from __future__ import annotations

import polars as pl

from tamis import reference
from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="postal-for-commune",
    title=Text(
        fr="Codes postaux donnés pour des codes de commune",
        en="Postal codes given for commune codes",
    ),
    does=Text(
        fr="Propose le code de la commune que dessert un code postal, quand il n'en dessert "
        "qu'une.",
        en="Proposes the code of the commune that a postal code serves, where it serves one only.",
    ),
    cures=("cell.",),
    applicability=Applicability.SHOW,
)
RANK = 50


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Name the commune served."""
    if nature(cell) is not Nature.COMMUNE:
        return None
    return pl.coalesce(by_distinct(cell.text, _read, pl.String), cell.text)


def _read(text: str) -> str | None:
    served = reference.communes_by_postal_code().get(text, ())
    is_commune = text in reference.codes("communes")
    return served[0] if len(served) == 1 and not is_commune else None
