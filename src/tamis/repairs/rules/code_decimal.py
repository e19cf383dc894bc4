"""Codes turned into numbers."""

from __future__ import annotations

from functools import partial

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.codes import CODES, is_code, with_zero
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="code-decimal",
    title=Text(fr="Codes devenus des nombres", en="Codes turned into numbers"),
    does=Text(
        fr="Écrit 35238 pour « 35238.0 » dans un code, quand le résultat convient.",
        en="Writes 35238 for “35238.0” in a code, where the result fits.",
    ),
    cures=("cell.",),
)
RANK = 15


#: Three zeros may be those of thousands.
_SHAPE = r"\A([0-9]+)[.,]0{1,2}\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Drop the decimals, which a code does not have."""
    if cell.field.type != "string":
        return None
    whole = cell.text.str.extract(_SHAPE, 1)
    kind = nature(cell)
    if kind in CODES and kind is not None:
        known = by_distinct(whole, partial(_is_known, kind), pl.Boolean)
        whole = pl.when(known).then(whole)
    elif cell.witness.other_kind:
        return None  # beside 10.5, 10.0 is no code
    return pl.coalesce(whole, cell.text)


def _is_known(kind: Nature, text: str) -> bool:
    """Return whether digits are a code, or one that lost its first zero too."""
    if kind in {Nature.SIREN, Nature.SIRET}:
        return is_code(kind, text) or is_code(kind, f"0{text}")
    return is_code(kind, text) or with_zero(kind, text) is not None
