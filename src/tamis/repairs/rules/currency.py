"""Currency signs."""

from __future__ import annotations

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.repairs import marks
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.column_names import words

REPAIR = RepairRule(
    name="currency",
    title=Text(fr="Symboles monétaires", en="Currency signs"),
    does=Text(
        fr="Écrit 12,50 pour « 12,50 € » : le montant était déjà en euros.",
        en="Writes 12,50 for “12,50 €”: the amount was in euros already.",
    ),
    cures=("cell.wrong-type",),
)
RANK = 14

_SIGN = r"(?i:€|eur|euros?)"
_BLANK = r"[ \x{A0}\x{202F}]*"
_NUMBER = r"([+-]?[0-9][0-9 .,\x{A0}\x{202F}]*?)"
_AFTER = rf"\A{_NUMBER}{_BLANK}{_SIGN}\z"
#: What amounts are counted in, where it is no euro.
_OTHER_UNIT = lazy_pattern(
    r"(?i)\b(?:k|m|md)s?[ _]?(?:€|eur|euros?\b)|\ben (?:milliers|millions|milliards)"
    r"|(?:milliers|millions|milliards) d[e'’ ]|\b(?:en |de )?centimes?\b|\bcents\b"
    r"|dollar|\b(?:usd|chf|gbp|xpf|cfp)|francs?\b|livres? sterling"
)
_BEFORE = rf"\A{_SIGN}{_BLANK}{_NUMBER}\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Keep the number."""
    if cell.field.type not in {"number", "integer"} or _OTHER_UNIT.search(_described(cell.field)):
        return None
    if cell.witness.other_kind:
        return None
    number = pl.coalesce(*(cell.text.str.extract(shape, 1) for shape in (_AFTER, _BEFORE)))
    return pl.coalesce(marks.without_doubt(cell, number), cell.text)


def _described(field: Field) -> str:
    """Return what a schema says of a field in words."""
    name = words(field.name).replace("_", " ")
    return f"{name} {field.title} {field.description}"
