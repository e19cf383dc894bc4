"""SIREN or SIRET without their zero."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values import luhn
from tamis.values.column_names import Nature

REPAIR = RepairRule(
    name="register-zero",
    title=Text(fr="SIREN ou SIRET sans leur zéro", en="SIREN or SIRET without their zero"),
    does=Text(
        fr="Écrit un zéro devant un SIREN de 8 chiffres ou un SIRET de 13, quand la clé de "
        "contrôle tombe juste.",
        en="Writes a zero before a SIREN of 8 digits or a SIRET of 13, where the check digit "
        "holds.",
    ),
    cures=("cell.",),
    applicability=Applicability.UNSAFE,
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put back the zero that a spreadsheet dropped."""
    kind = nature(cell)
    if kind not in {Nature.SIREN, Nature.SIRET}:
        return None
    length = luhn.SIREN if kind is Nature.SIREN else luhn.SIRET
    whole = "0" + cell.text
    number = luhn.digits(whole, length)
    right = luhn.has_check_digit(number, length) if length == luhn.SIREN else luhn.is_siret(number)
    return pl.when(right & (number > 0)).then(whole).otherwise(cell.text)
