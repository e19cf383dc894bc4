"""Points or commas between thousands."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs import marks, points
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="point-group",
    title=Text(fr="Points ou virgules entre les milliers", en="Points or commas between thousands"),
    does=Text(
        fr="Écrit 1234.56 pour « 1.234,56 » ou « 1,234.56 » : deux signes différents ne se lisent "
        "que d'une façon ; « 1.234 » seulement si la colonne montre que le point sépare les "
        "milliers.",
        en="Writes 1234.56 for “1.234,56” or “1,234.56”: two different marks are read one way "
        "only; “1.234” only if the column shows that points separate thousands.",
    ),
    cures=("cell.wrong-type", "cell.doubtful-thousands"),
)
RANK = 20

_FRENCH = r"\A[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+\z"
_ENGLISH = r"\A[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+\z"
_POINTS = r"\A[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}\z"
_COMMAS = r"\A[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}\z"


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Delete the marks between thousands, and put a point before the decimals."""
    field = cell.field
    if field.group_char or field.type not in {"number", "integer"} or field.decimal_char != ".":
        return None
    if points.is_in_degrees(field):
        return None  # no coordinate has thousands, but for metres
    text, read = cell.text, cell.text
    without_points = text.str.replace_all(".", "", literal=True)
    without_commas = text.str.replace_all(",", "", literal=True)
    if cell.witness.point_is_thousands or field.type == "integer":
        read = _where(_POINTS, text, without_points, read)
    if cell.witness.point_is_thousands:
        read = _where(marks.POINT, text, without_points, read)
    if cell.witness.comma_is_thousands:
        read = _where(_COMMAS, text, without_commas, read)
        read = _where(marks.COMMA, text, without_commas, read)
    if field.type == "number":
        french = without_points.str.replace(",", ".", literal=True)
        read = _where(_FRENCH, text, french, read)
        read = _where(_ENGLISH, text, without_commas, read)
    return read


def _where(shape: str, text: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(shape)).then(then).otherwise(otherwise)
