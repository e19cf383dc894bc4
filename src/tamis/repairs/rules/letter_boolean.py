"""Initials for yes and no."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import booleans
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="letter-boolean",
    title=Text(fr="Initiales pour oui et non", en="Initials for yes and no"),
    does=Text(
        fr="Lit O, N, V, F et X comme oui, non, vrai, faux et oui.",
        en="Reads O, N, V, F and X as oui, non, vrai, faux and oui.",
    ),
    form=Text(fr="mots du schéma", en="the schema's words"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_TRUE, _FALSE = ("o", "v", "x", "y", "t", "1", "1.0"), ("n", "f", "0", "0.0")
_YES, _NO = ("oui", "vrai", "true", "yes"), ("non", "faux", "false", "no")


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Say the word of the schema; what french-boolean leaves is read so on request."""
    return booleans.in_the_words_of_the_field(cell, (*_TRUE, *_YES), (*_FALSE, *_NO))
