"""SIRET given for SIREN."""

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
    name="siren-of-siret",
    title=Text(fr="SIRET donnés pour des SIREN", en="SIRET given for SIREN"),
    does=Text(
        fr="Garde les neuf premiers chiffres d'un SIRET juste : le SIREN. L'établissement est "
        "perdu.",
        en="Keeps the first nine digits of a valid SIRET: the SIREN. The establishment is lost.",
    ),
    cures=("cell.",),
    applicability=Applicability.UNSAFE,
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the organisation's number."""
    if nature(cell) is not Nature.SIREN:
        return None
    number = luhn.digits(cell.text, luhn.SIRET)
    siren = luhn.compact(cell.text).str.slice(0, luhn.SIREN)
    return pl.when(luhn.is_siret(number) & (number > 0)).then(siren).otherwise(cell.text)
