"""Of two columns, one at least must be filled, and neither is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import Defect, RowCondition, header_rule, row_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.tables.header import Header

RULE = Rule(
    code="row.none-filled",
    alias="row-constraint",
    title=Text(fr="Aucune des deux cellules remplie", en="Neither of the two cells filled in"),
    message=Text(
        fr="Il faut remplir « {one} » ou « {other} » : aucune des deux ne l'est.",
        en="“{one}” or “{other}” must be filled in: neither is.",
    ),
    why=Text(
        fr="Il faut au moins l'une des deux informations pour savoir de quoi parle la ligne.",
        en="One of the two is needed to know what the row is about.",
    ),
    repair=Text(
        fr="Remplissez l'une des deux cellules, ou les deux.",
        en="Fill in one of the two cells, or both.",
    ),
)

CUSTOM_CHECKS: Final = {"one-of-required": ("column1", "column2")}


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for rows that fill neither column (`one-of-required`); 0 is a value."""
    for names in _pairs(row.schema):
        there = tuple(name for name in names if name in row.cells)
        if there:
            broken = pl.all_horizontal(row.cells[name].text.is_null() for name in there)
            yield RowCondition(fields=there, broken=broken, params=_params(names))


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for files that have neither column: that is told once, not on every row."""
    for names in _pairs(schema):
        if not any(name in header.positions for name in names):
            yield Defect(field=names[0], params=_params(names))


def _pairs(schema: Schema) -> Iterator[tuple[str, str]]:
    for check in custom_checks(schema, CUSTOM_CHECKS):
        yield str(check.params["column1"]), str(check.params["column2"])


def _params(names: tuple[str, str]) -> dict[str, object]:
    return {"one": names[0], "other": names[1]}
