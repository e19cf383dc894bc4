"""Yes and no in the words people use."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import booleans
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="french-boolean",
    title=Text(fr="Oui et non", en="Yes and no"),
    does=Text(
        fr="Écrit le mot du schéma pour oui, non, vrai, faux, 1, 0, quelle que soit la casse.",
        en="Writes the schema's own word for oui, non, vrai, faux, 1, 0, in any case.",
    ),
    form=Text(fr="mots du schéma", en="the schema's words"),
    cures=("cell.wrong-type",),
)
RANK = 30

_TRUE, _ONES = ("oui", "vrai", "true", "yes"), ("1", "1.0")
_FALSE, _NOUGHTS = ("non", "faux", "false", "no"), ("0", "0.0")


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Say the word of the schema; a figure beside other ones is no yes or no.

    Where the schema says "payant" and "gratuit", a yes may be either: columns are named after
    the one or the other.
    """
    if not booleans.has_yes_or_no(cell.field):
        return None
    figures = not cell.witness.other_kind
    return booleans.in_the_words_of_the_field(
        cell, (*_TRUE, *(_ONES if figures else ())), (*_FALSE, *(_NOUGHTS if figures else ()))
    )
