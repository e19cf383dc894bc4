"""A position has so few decimals that it tells a district, not an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks import positions
from tamis.checks.contract import CellCondition, RowCondition, cell_rule, row_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values import territories
from tamis.values.column_names import Nature
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.coarse-position",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Position peu précise",
        en="Coarse position",
    ),
    message=Text(
        fr="« {value}{note} » (« {field} ») n'a que {decimals} décimales au plus : la position"
        " est à 100 mètres près, ou moins bien.",
        en="“{value}{note}” (“{field}”) has {decimals} decimals at most: it is right to 100 "
        "metres or worse.",
    ),
    why=Text(
        fr="Un équipement placé à cent mètres près tombe dans une autre rue.",
        en="A facility placed to a hundred metres falls into another street.",
    ),
    repair=Text(
        fr="Donnez cinq ou six décimales : un mètre près.",
        en="Give five or six decimals: right to a metre.",
    ),
)

_DECIMALS: Final[int] = thresholds("positions")["decimals"]

#: Reported only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for two numbers of few decimals in one cell."""
    if cell.field.type != "geopoint" or not _is_precise(cell.schema):
        return
    number = rf"-?\d+(?:\.\d{{1,{_DECIMALS}}})?"
    broken = cell.text.str.contains(rf"\A[\[ ]*{number}\s*,\s*{number}[\] ]*\z")
    yield CellCondition(broken=broken, params={"decimals": _DECIMALS})


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for two numbers of few decimals in two cells."""
    for position in positions.in_pairs(row) if _is_precise(row.schema) else ():
        lon, lat = (row.cells[name].text for name in position.fields)
        is_point = positions.relation(position).is_in([territories.THERE, territories.SWAPPED])
        is_coarse = ~(_has_many(lon) | _has_many(lat))
        yield RowCondition(
            fields=position.fields,
            broken=is_coarse & is_point,
            note=pl.format(" ; {}", lat),
            doubtful=is_coarse,
            params={"decimals": _DECIMALS},
        )


def _has_many(text: pl.Expr) -> pl.Expr:
    """Return whether a number has more decimals, or is none."""
    after = text.str.len_bytes() - text.str.find(r"[.,]", literal=False)
    return after > _DECIMALS + 1


def _is_precise(schema: Schema) -> bool:
    """Whether positions are meant to be those of addresses: some field has one."""
    return any(likely_nature(field, schema) is Nature.ADDRESS for field in schema.fields)
