"""Codes in scientific notation."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair, concerned_cells
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="scientific-code",
    title=Text(fr="Codes en notation scientifique", en="Codes in scientific notation"),
    does=Text(
        fr="Signale « 2,13502E+13 » : les derniers chiffres sont perdus, seul le fichier "
        "d'origine les a.",
        en="Points out “2,13502E+13”: the last digits are lost, only the original file has them.",
    ),
    cures=("cell.",),
    applicability=Applicability.SHOW,
)
RANK = 50

_SHAPE = r"\A[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write nothing: nobody knows the digits."""
    return None


@concerned_cells
def concerns(cell: Cell) -> pl.Expr | None:
    """Point at texts that were a number too long for a spreadsheet."""
    return cell.text.str.contains(_SHAPE) if cell.field.type == "string" else None
