"""A total is not the sum of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import RowCondition, row_rule
from tamis.checks.custom import column_names, custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values import numbers

RULE = Rule(
    code="row.wrong-sum",
    alias="row-constraint",
    title=Text(fr="Total qui n'est pas la somme", en="Total that is not the sum"),
    message=Text(
        fr="« {field} » ({value}) doit être la somme de {parts} : {note}.",
        en="“{field}” ({value}) must be the sum of {parts}: {note}.",
    ),
    why=Text(
        fr="Un total faux fausse tout ce que l'on calcule à partir de lui.",
        en="A wrong total distorts whatever is computed from it.",
    ),
    repair=Text(
        fr="Corrigez le total, ou celui de ses éléments qui est faux.",
        en="Correct the total, or whichever of its parts is wrong.",
    ),
)

CUSTOM_CHECKS: Final = {
    "sum-columns-value": ("column", "columns"),
    "sum-columns": ("column", "columns"),
}

#: Exact up to 20 digits before the point and 18 after it.
_EXACT = pl.Decimal(38, 18)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for totals that differ from the sum of their parts, all filled (`sum-columns`).

    The sum is that of the decimals written, not of the nearest binary fractions.
    """
    for check in custom_checks(row.schema, CUSTOM_CHECKS):
        names = str(check.params["column"]), *column_names(check, "columns")
        if not row.cells.keys() >= set(names):
            continue
        total, *parts = (_decimal(row.cells[name]) for name in names)
        added = parts[0]
        for part in parts[1:]:
            added = added + part
        note = added.cast(pl.String).str.replace(r"\.?0*\z", "")
        params = {"parts": " + ".join(names[1:])}
        yield RowCondition(fields=names, broken=total != added, note=note, params=params)


def _decimal(cell: Cell) -> pl.Expr:
    """Return the exact number that a cell holds, null where it holds none."""
    return numbers.bare(cell.field, cell.text, numbers.FORM).cast(_EXACT, strict=False)
