"""Blanks in codes."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

REPAIR = RepairRule(
    name="code-space",
    title=Text(fr="Blancs dans les codes", en="Blanks in codes"),
    does=Text(
        fr="Écrit 21350238800019 pour « 213 502 388 00019 » : ni blancs, ni points, ni tirets "
        "dans un code de commune, un code postal, un SIREN ou un SIRET.",
        en="Writes 21350238800019 for “213 502 388 00019”: no blank, point or dash in the code of "
        "a commune, a postal code, a SIREN or a SIRET.",
    ),
    cures=("cell.",),
)
RANK = 16

_CODES = {Nature.COMMUNE, Nature.POSTAL, Nature.SIREN, Nature.SIRET}
_APART = r"[ \x{A0}\x{202F}._-]"
_SHAPE = r"\A[0-9][0-9AB]?(?:[ \x{A0}\x{202F}._-]?[0-9])+\z"
#: A number with decimals is no code whose digits stand apart.
_NUMBER = r"\A[0-9]+\.[0-9]{1,2}\z"


def bind(cell: Cell) -> pl.Expr | None:
    """Put the digits together."""
    if nature(cell) not in _CODES:
        return None
    together = cell.text.str.replace_all(_APART, "")
    shaped = cell.text.str.contains(_SHAPE) & ~cell.text.str.contains(_NUMBER)
    return pl.when(shaped).then(together).otherwise(cell.text)
