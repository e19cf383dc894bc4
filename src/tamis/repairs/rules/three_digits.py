"""Three digits after a mark, where the column does not say what the mark is."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs import marks, points
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="three-digits",
    title=Text(fr="Trois chiffres après un signe", en="Three digits after a mark"),
    does=Text(
        fr="Écrit 2.500 pour « 2,500 » dans un nombre, et 2500 pour « 2.500 » dans un entier, "
        "quand rien dans la colonne ne dit si le signe sépare des décimales ou des milliers ; "
        "12.34 pour « 12,34 » quand d'autres cellules contiennent plusieurs nombres.",
        en="Writes 2.500 for “2,500” in a number, and 2500 for “2.500” in a whole number, where "
        "nothing in the column says whether the mark separates decimals or thousands; 12.34 "
        "for “12,34” where other cells hold several numbers.",
    ),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 31

_GROUP = r"\A[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}\z"
_DECIMALS = r"\A[+-]?[0-9]+,[0-9]+\z"
_THOUSANDS = r"\A[+-]?[1-9][0-9]{0,2}(?:[ \x{A0}\x{2009}\x{202F}][0-9]{3})+\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Suppose the likelier reading: decimals of a number, thousands of a whole one."""
    field = cell.field
    if field.group_char or field.type not in {"number", "integer"} or field.decimal_char != ".":
        return None
    text, shown = cell.text, cell.witness
    whole = text.str.replace_all(r"[.,]", "")
    if field.type == "number" and not shown.comma_thousands:
        pointed = text.str.replace(",", ".", literal=True)
        whole = pl.when(text.str.contains(marks.COMMA)).then(pointed).otherwise(whole)
    read: pl.Expr = pl.when(text.str.contains(_GROUP)).then(whole)
    if field.type == "number" and shown.other_kind:
        pointed = text.str.replace(",", ".", literal=True)
        read = pl.coalesce(read, pl.when(text.str.contains(_DECIMALS)).then(pointed))
    if shown.other_kind and not points.is_in_degrees(field):
        joined = text.str.replace_all(r"[^0-9+-]", "")
        read = pl.coalesce(read, pl.when(text.str.contains(_THOUSANDS)).then(joined))
    return pl.coalesce(read, text)
