"""Lambert-93 coordinates."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import points
from tamis.repairs.contract import cell_repair, concerned_cells
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="lambert-93",
    title=Text(fr="Coordonnées Lambert-93", en="Lambert-93 coordinates"),
    does=Text(
        fr="Propose la longitude et la latitude de coordonnées en mètres (Lambert-93) ; dans deux "
        "colonnes, les signale seulement.",
        en="Proposes the longitude and latitude of coordinates in metres (Lambert-93); in two "
        "columns, only points them out.",
    ),
    cures=(
        "cell.wrong-type",
        "cell.out-of-range",
        "cell.out-of-france",
    ),
    applicability=Applicability.SHOW,
)
RANK = 50

_METRES = 100_000


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Turn metres into degrees."""
    if cell.field.type != "geopoint" and nature(cell) is not Nature.POSITION:
        return None
    field = cell.field

    def read(text: str) -> str | None:
        position = points.from_lambert_93(text)
        return points.write(field, *position) if position else None

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)


@concerned_cells
def concerns(cell: Cell) -> pl.Expr | None:
    """Point at metres in a column of degrees."""
    if cell.field.type != "number" or not points.is_axis(cell.field):
        return None
    metres = cell.text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return metres > _METRES
