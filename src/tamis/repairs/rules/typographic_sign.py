"""Typographic quotes, apostrophes and dashes."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair, cell_repair_parts
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
        en="Writes ' for ’, \" for « or “, - for – or −, where the schema only has those signs.",
    ),
    cures=("cell.",),
)
RANK = 12

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
_MINUS = {"\u2212": "-"}
_APOSTROPHES = dict.fromkeys("\u2019\u2018\u02bc\u00b4", "'")
_QUOTES = dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
_BLANKS = dict.fromkeys("\u00a0\u202f", " ")


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Write the signs that keyboards have; in numbers and dates, the dash alone."""
    text = cell.text
    for signs in _kinds(cell):
        text = _plain(text, signs)
    return text


@cell_repair_parts
def parts(cell: Cell) -> tuple[pl.Expr, ...]:
    """Return the kinds of signs apart: one may be at fault where another is not."""
    return tuple(_plain(cell.text, signs) for signs in _kinds(cell))


def _kinds(cell: Cell) -> tuple[dict[str, str], ...]:
    if cell.field.type in {"string", "any"}:
        return (_DASHES, _APOSTROPHES, _QUOTES, _BLANKS)
    if cell.field.type in {"number", "integer"} and cell.witness.spans:
        return (_MINUS,)  # beside 5–10, –5 may be all up to 5
    return (_DASHES,)


def _plain(text: pl.Expr, signs: dict[str, str]) -> pl.Expr:
    return text.str.replace_many(list(signs), list(signs.values()))
