"""Disguised e-mail addresses."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

REPAIR = RepairRule(
    name="email-at",
    title=Text(fr="Adresses électroniques déguisées", en="Disguised e-mail addresses"),
    does=Text(
        fr="Écrit contact@mairie.fr pour « contact (at) mairie.fr » ou « "
        "contact[arobase]mairie.fr ».",
        en="Writes contact@mairie.fr for “contact (at) mairie.fr” or “contact[arobase]mairie.fr”.",
    ),
    cures=("cell.",),
    applicability=Applicability.UNSAFE,
)
RANK = 30

_AT = r"(?i)[ ]*[\[({][ ]*(?:at|arobase|@|à)[ ]*[\])}][ ]*"
_DOT = r"(?i)[ ]*[\[({][ ]*(?:dot|point|\.)[ ]*[\])}][ ]*"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the signs that words in brackets stand for."""
    if nature(cell) is not Nature.EMAIL:
        return None
    plain = cell.text.str.replace(_AT, "@").str.replace_all(_DOT, ".")
    return pl.when(cell.text.str.contains(_AT)).then(plain).otherwise(cell.text)
