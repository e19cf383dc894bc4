"""Words for “nothing”."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.empty_words import is_empty_word

REPAIR = RepairRule(
    name="empty-word",
    title=Text(fr="Mots qui disent « rien »", en="Words for “nothing”"),
    does=Text(
        fr="Propose de vider la cellule qui dit « néant », « N/A » ou « - », là où le schéma "
        "admet le vide.",
        en="Proposes to empty the cell that says “néant”, “N/A” or “-”, where the schema allows "
        "it to be empty.",
    ),
    cures=("cell.",),
    applicability=Applicability.SHOW,
)
RANK = 60


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Write nothing instead of a word that means nothing."""
    return pl.when(is_empty_word(cell.text)).then(pl.lit("")).otherwise(cell.text)
