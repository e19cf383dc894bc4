"""Excel's text marks."""

from __future__ import annotations

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.column_names import words

REPAIR = RepairRule(
    name="excel-text",
    title=Text(fr="Marques de texte d'Excel", en="Excel's text marks"),
    does=Text(
        fr='Écrit 01001 pour « \'01001 » ou « ="01001" », que des tableurs emploient pour garder '
        "un zéro.",
        en='Writes 01001 for “\'01001” or “="01001"”, by which spreadsheets keep a zero.',
    ),
    cures=("cell.",),
)
RANK = 8

_FORMULA = r'\A="([^"=]*)"\z'
_APOSTROPHE = r"\A'([0-9][0-9A-Za-z ./-]*)\z"
#: Where a column holds years, '98 is 1998.
_YEAR = r"\A'[0-9]{2}\z"
_YEARS = lazy_pattern(r"_(an|annees?|years?|millesime|exercice|promotion|saison|periode)_")


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Keep what the mark protects."""
    protected = (cell.text.str.extract(shape, 1) for shape in (_FORMULA, _APOSTROPHE))
    plain = pl.coalesce(*protected, cell.text)
    if cell.field.type != "year" and _YEARS.search(words(cell.field.name)) is None:
        return plain
    return pl.when(cell.text.str.contains(_YEAR)).then(cell.text).otherwise(plain)
