"""Names of départements or régions given for codes."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from tamis import reference
from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.tables.header import folded
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="division-name",
    title=Text(
        fr="Noms de département ou de région donnés pour des codes",
        en="Names of départements or régions given for codes",
    ),
    does=Text(
        fr="Propose 35 pour « Ille-et-Vilaine », 53 pour « Bretagne ».",
        en="Proposes 35 for “Ille-et-Vilaine”, 53 for “Bretagne”.",
    ),
    cures=("cell.",),
    applicability=Applicability.SHOW,
)
RANK = 50

_TABLES: Final[dict[Nature, reference.TableName]] = {
    Nature.DEPARTEMENT: "departements",
    Nature.REGION: "regions",
}


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Name the code."""
    if (kind := nature(cell)) not in _TABLES or kind is None:
        return None
    name = _TABLES[kind]
    return pl.coalesce(
        by_distinct(cell.text, lambda text: _named(name).get(folded(text)), pl.String), cell.text
    )


@cache
def _named(name: reference.TableName) -> dict[str, str]:
    pairs = reference.table(name).select("nom", "code").iter_rows()
    return {folded(place): code for place, code in pairs}
