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
from tamis.values.distinct import where
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
        en="“{value}{note}” (“{field}”) has {decimals} decimals at most: it is accurate to 100 "
        "metres at best.",
    ),
    why=Text(
        fr="Un lieu situé à cent mètres près tombe dans une autre rue.",
        en="A place located to within a hundred metres ends up in another street.",
    ),
    repair=Text(
        fr="Donnez cinq ou six décimales : au mètre près.",
        en="Give five or six decimals: accurate to a metre.",
    ),
)

_DECIMALS: Final[int] = thresholds("positions")["decimals"]
#: Characters of the longest number of so few decimals, and of two of them between brackets.
_WHOLE: Final = len("-179.") + _DECIMALS
_LONGEST: Final = 2 * _WHOLE + len("[, ]")

#: Reported only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for two numbers of few decimals in one cell."""
    if cell.field.type != "geopoint" or not _is_precise(cell.schema):
        return
    number = rf"-?\d+(?:\.\d{{1,{_DECIMALS}}})?"
    form = cell.text.str.contains(rf"\A[\[ ]*{number}\s*,\s*{number}[\] ]*\z")
    is_short = cell.text.str.len_bytes() <= _LONGEST
    params = {"decimals": _DECIMALS}
    yield CellCondition(broken=is_short & form, doubtful=is_short, params=params)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for two numbers of few decimals in two cells."""
    for position in positions.in_pairs(row) if _is_precise(row.schema) else ():
        lon, lat = (row.cells[name].text for name in position.fields)
        is_point = positions.relation(position).is_in([territories.THERE, territories.SWAPPED])
        yield RowCondition(
            fields=position.fields,
            broken=is_point,
            note=pl.format(" ; {}", lat),
            doubtful=pl.struct(lon=lon, lat=lat).map_batches(_are_coarse, return_dtype=pl.Boolean),
            params={"decimals": _DECIMALS},
        )


def _are_coarse(pairs: pl.Series) -> pl.Series:
    """Return which pairs of texts have few decimals; only short ones are looked into."""
    frame = pairs.struct.unnest()
    is_short = pl.all_horizontal(pl.all().str.len_bytes() <= _WHOLE)
    has_many = pl.any_horizontal(_has_many(pl.col(name)) for name in frame.columns)
    return where(
        frame,
        frame.select(is_short).to_series(),
        lambda some: some.select(~has_many).to_series(),
    )


def _has_many(text: pl.Expr) -> pl.Expr:
    """Return whether a number has more decimals."""
    after = text.str.len_bytes() - text.str.find(r"[.,]", literal=False)
    return (after > _DECIMALS + 1).fill_null(value=False)


def _is_precise(schema: Schema) -> bool:
    """Whether positions are meant to be those of addresses: some field has one."""
    return any(likely_nature(field, schema) is Nature.ADDRESS for field in schema.fields)
