"""Marks of decimals and thousands: three digits after a mark are read as the column is."""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.tables.cell import Cell

#: One mark before exactly three digits: decimals or thousands.
COMMA: Final = r"\A[+-]?[1-9][0-9]{0,2},[0-9]{3}\z"
POINT: Final = r"\A[+-]?[1-9][0-9]{0,2}\.[0-9]{3}\z"


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
