"""Form of positions."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import points
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="point-form",
    title=Text(fr="Forme des positions", en="Form of positions"),
    does=Text(
        fr="Écrit longitude et latitude dans la forme du schéma, quand le point est en France "
        "dans cet ordre ou que le texte nomme les deux.",
        en="Writes longitude and latitude in the schema's form, where the point is in France in "
        "that order or the text names both.",
    ),
    cures=(
        "cell.wrong-type",
        "cell.off-pattern",
        "cell.out-of-france",
        "cell.swapped-coordinates",
    ),
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the two numbers again, in their order."""
    if cell.field.type != "geopoint" and nature(cell) is not Nature.POSITION:
        return None
    field = cell.field

    def read(text: str) -> str | None:
        named = points.read_named_pair(text)
        if named is not None:
            return points.write(field, *named)
        pair = points.read_pair(text)
        if pair is None or not points.is_in_france(*pair) or points.is_in_france(*pair[::-1]):
            return None
        return points.write(field, *pair)

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)
