"""Addresses that begin in capitals."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

REPAIR = RepairRule(
    name="url-case",
    title=Text(fr="Adresses dont le début est en capitales", en="Addresses that begin in capitals"),
    does=Text(
        fr="Écrit https:// pour « HTTPS:// » ou « Https: // ».",
        en="Writes https:// for “HTTPS://” or “Https: //”.",
    ),
    cures=("cell.",),
)
RANK = 30

_SHAPE = r"\A([hH][tT][tT][pP][sS]?): ?//[ ]*(.+)\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the scheme in lower case, where case means nothing (RFC 3986, 3.1)."""
    if nature(cell) is not Nature.URL:
        return None
    parts = cell.text.str.extract_groups(_SHAPE).struct
    whole = pl.concat_str(parts.field("1").str.to_lowercase(), parts.field("2"), separator="://")
    return pl.coalesce(whole, cell.text)
