"""An address has no usable position (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import polars as pl

from tamis.checks import addresses
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.values import territories

RULE = Rule(
    code="row.address-without-position",
    title=Text(fr="Adresse sans position utilisable", en="Address without a usable position"),
    message=Text(
        fr="L'adresse {reason}.",
        en="The address {reason}.",
    ),
    why=Text(
        fr="La Base Adresse Nationale n'accepte une adresse que si elle sait la situer.",
        en="The national address base takes an address only if it knows where it is.",
    ),
    repair=Text(
        fr="Donnez « long » et « lat », en degrés.",
        en="Give “long” and “lat”, in degrees.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS
_EMPTY = Text(fr="n'a ni longitude ni latitude complètes", en="lacks a longitude or a latitude")
_ABROAD = Text(
    fr="n'est pas en France, d'après sa position", en="is not in France, by its position"
)
_AXES = ("long", "lat")


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for numbered addresses that stand nowhere; a place without a number may."""
    numero = row.cells.get("numero")
    if numero is None or not addresses.is_asked(row.schema):
        return
    axes = [row.cells[name] for name in _AXES if name in row.cells]
    fields = ("numero", *(cell.field.name for cell in axes))
    is_numbered = numero.text != addresses.NO_NUMBER
    lacks = [cell.text.is_null() for cell in axes]
    is_empty = reduce(pl.Expr.or_, lacks) if len(lacks) == len(_AXES) else pl.lit(value=True)
    yield RowCondition(fields=fields, broken=is_numbered & is_empty, params={"reason": _EMPTY})
    if len(axes) == len(_AXES):
        lon, lat = (cell.text.cast(pl.Float64, strict=False) for cell in axes)
        is_away = territories.relation(lon, lat) != territories.THERE
        is_point = lon.is_not_null() & lat.is_not_null()
        abroad = is_numbered & is_point & is_away
        yield RowCondition(fields=fields, broken=abroad, params={"reason": _ABROAD})
