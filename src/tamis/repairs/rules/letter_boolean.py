"""Initials for yes and no."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="letter-boolean",
    title=Text(fr="Initiales pour oui et non", en="Initials for yes and no"),
    does=Text(
        fr="Lit O, N, V, F et X comme oui, non, vrai, faux et oui.",
        en="Reads O, N, V, F and X as oui, non, vrai, faux and oui.",
    ),
    form=Text(fr="O, N → mots du schéma", en="O, N → the schema's words"),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_TRUE, _FALSE = ("o", "v", "x", "y", "t"), ("n", "f")


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Say the first of trueValues or of falseValues instead."""
    field = cell.field
    if field.type != "boolean" or not field.true_values or not field.false_values:
        return None
    is_right = cell.text.is_in([*field.true_values, *field.false_values])
    letter = pl.when(~is_right).then(cell.text.str.to_lowercase())
    return (
        pl.when(letter.is_in(_TRUE))
        .then(pl.lit(field.true_values[0]))
        .when(letter.is_in(_FALSE))
        .then(pl.lit(field.false_values[0]))
        .otherwise(cell.text)
    )
