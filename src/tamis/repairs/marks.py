"""Marks of decimals and thousands: three digits after a mark are read as the column is."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from tamis.tables.cell import Cell

#: One mark before exactly three digits: decimals or thousands.
COMMA: Final = r"\A[+-]?[1-9][0-9]{0,2},[0-9]{3}\z"
POINT: Final = r"\A[+-]?[1-9][0-9]{0,2}\.[0-9]{3}\z"


def as_declared(cell: Cell, written: pl.Expr) -> pl.Expr:
    """Return what a repair writes, the cell's own text where the field would read another number.

    A field that has a mark for thousands passes over it wherever it stands: 12,50 is 1250 to it.
    """
    field, shown = cell.field, cell.witness
    group = field.group_char
    if not group or field.type not in {"number", "integer"}:
        return written
    mark, decimal = re.escape(group), re.escape(field.decimal_char)
    grouped = rf"\A[^0-9]*[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+(?:{decimal}[0-9]*)?[^0-9]*\z"
    decimals = {",": shown.comma_decimals, ".": shown.point_decimals}
    is_read = ~written.str.contains(mark)
    if not decimals.get(group, False):
        is_read |= written.str.contains(grouped)
    return pl.when(is_read).then(written).otherwise(cell.text)


def without_doubt(cell: Cell, number: pl.Expr) -> pl.Expr:
    """Return numbers stripped of what stood around, null where their point reads in two ways.

    A number field reads a point before decimals: where the column has it between thousands,
    the point goes; where the column does not say, nothing is read.
    """
    if cell.field.type != "number" or cell.witness.point_is_decimal:
        return number
    undecided = number.str.contains(POINT)
    if cell.witness.point_is_thousands:
        whole = number.str.replace(".", "", literal=True)
        return pl.when(undecided).then(whole).otherwise(number)
    return pl.when(~undecided).then(number)
