"""Addresses without http."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

REPAIR = RepairRule(
    name="url-scheme",
    title=Text(fr="Adresses sans http", en="Addresses without http"),
    does=Text(
        fr="Écrit https://www.mairie.fr pour « www.mairie.fr » : le site répond peut-être "
        "autrement.",
        en="Writes https://www.mairie.fr for “www.mairie.fr”: the site may answer otherwise.",
    ),
    cures=("cell.",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_SHAPE = r"(?i)\A(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::[0-9]+)?(?:[/?#][^\s@]*)?\z"
_MISTYPED = r"(?i)\Ahttps?(?:[:;]?[/\\]{1,3}|:)([^/\\\s].*)\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put the likeliest scheme before a host."""
    if nature(cell) is not Nature.URL:
        return None
    secure = "https://" + pl.coalesce(cell.text.str.extract(_MISTYPED, 1), cell.text)
    bare = cell.text.str.contains(_SHAPE)
    right = cell.text.str.contains(r"\Ahttps?://[^/]")
    mistyped = cell.text.str.contains(_MISTYPED) & ~right
    return pl.when(bare | mistyped).then(secure).otherwise(cell.text)
