"""French phone numbers."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import phones
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="phone-international",
    title=Text(fr="Numéros de téléphone à la française", en="French phone numbers"),
    does=Text(
        fr="Écrit +33123456789 pour « 01 23 45 67 89 », et l'indicatif d'outre-mer quand c'est le "
        "sien.",
        en="Writes +33123456789 for “01 23 45 67 89”, and the overseas code where that is its own.",
    ),
    cures=("cell.",),
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the number as it is dialled from abroad."""
    if nature(cell) is not Nature.PHONE:
        return None
    return pl.coalesce(by_distinct(cell.text, phones.international, pl.String), cell.text)
