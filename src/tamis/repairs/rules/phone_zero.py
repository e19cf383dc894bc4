"""Phone numbers without their zero."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import phones
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="phone-zero",
    title=Text(fr="Numéros de téléphone sans leur zéro", en="Phone numbers without their zero"),
    does=Text(
        fr="Lit « 123456789 » comme 01 23 45 67 89 : un tableur a pu ôter le zéro.",
        en="Reads “123456789” as 01 23 45 67 89: a spreadsheet may have dropped the zero.",
    ),
    cures=("cell.",),
    applicability=Applicability.UNSAFE,
)
RANK = 31

_SHAPE = r"\A([1-9][0-9]{8})(?:\.0)?\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put back the zero, then write the number as it is dialled from abroad."""
    if nature(cell) is not Nature.PHONE:
        return None
    whole = "0" + cell.text.str.replace_all(r"[ .\x{A0}\x{202F}]", "").str.extract(_SHAPE, 1)
    return pl.coalesce(by_distinct(whole, phones.international, pl.String), cell.text)
