"""Yes and no in the words people use."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="french-boolean",
    title=Text(fr="Oui et non", en="Yes and no"),
    does=Text(
        fr="Écrit le mot du schéma pour oui, non, vrai, faux, 1, 0, quelle que soit la casse.",
        en="Writes the schema's own word for oui, non, vrai, faux, 1, 0, in any case.",
    ),
    form=Text(fr="oui, non → mots du schéma", en="oui, non → the schema's words"),
    cures=("cell.wrong-type",),
)
RANK = 30

_TRUE = ("oui", "vrai", "true", "yes", "1", "1.0")
_FALSE = ("non", "faux", "false", "no", "0", "0.0")


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Say the first of trueValues or of falseValues instead."""
    field = cell.field
    if field.type != "boolean" or not field.true_values or not field.false_values:
        return None
    word = cell.text.str.to_lowercase()
    is_right = cell.text.is_in([*field.true_values, *field.false_values])
    return (
        pl.when(is_right)
        .then(cell.text)
        .when(word.is_in(_without(_TRUE, field.false_values)))
        .then(pl.lit(field.true_values[0]))
        .when(word.is_in(_without(_FALSE, field.true_values)))
        .then(pl.lit(field.false_values[0]))
        .otherwise(cell.text)
    )


def _without(words: tuple[str, ...], opposite: tuple[str, ...]) -> list[str]:
    """Return the words that a schema does not give the other meaning, in one form or another."""
    other = {word.lower().removesuffix(".0") for word in opposite}
    return [word for word in words if word.removesuffix(".0") not in other]
