"""SIRET given for SIREN."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs._nature import nature
from tamis.tables.cell import Cell
from tamis.values import _luhn
from tamis.values._names import Nature

REPAIR = RepairRule(
    name="siren-of-siret",
    title=Text(fr="SIRET donnés pour des SIREN", en="SIRET given for SIREN"),
    does=Text(
        fr="Garde les neuf premiers chiffres d'un SIRET juste : le SIREN. L'établissement est "
        "perdu.",
        en="Keeps the first nine digits of a right SIRET: the SIREN. The establishment is lost.",
    ),
    cures=("cell.",),
    applicability=Applicability.UNSAFE,
)
RANK = 30


def bind(cell: Cell) -> pl.Expr | None:
    """Keep the organisation's number."""
    if nature(cell) is not Nature.SIREN:
        return None
    number = _luhn.digits(cell.text, _luhn.SIRET)
    siren = _luhn.compact(cell.text).str.slice(0, _luhn.SIREN)
    return pl.when(_luhn.siret(number) & (number > 0)).then(siren).otherwise(cell.text)
