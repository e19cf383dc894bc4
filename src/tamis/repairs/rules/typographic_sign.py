"""Typographic quotes, apostrophes and dashes."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="typographic-sign",
    title=Text(
        fr="Guillemets, apostrophes et tirets typographiques",
        en="Typographic quotes, apostrophes and dashes",
    ),
    does=Text(
        fr="Écrit ' pour ’, \" pour « ou “, - pour – ou −, quand le schéma ne connaît que ces "
        "signes.",
        en="Writes ' for ’, \" for « or “, - for – or −, where the schema knows those signs only.",
    ),
    form=Text(fr="’ « – → ' \" -", en="’ “ – → ' \" -"),
    cures=("cell.",),
)
RANK = 12

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_PLAIN = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "\u00a0": " ", "\u202f": " "}
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Write the signs that keyboards have; in numbers and dates, the dash alone."""
    signs = dict.fromkeys(_DASHES, "-")
    if cell.field.type in {"string", "any"}:
        signs |= _PLAIN | dict.fromkeys(_QUOTES, '"')
    return cell.text.str.replace_many(list(signs), list(signs.values()))
