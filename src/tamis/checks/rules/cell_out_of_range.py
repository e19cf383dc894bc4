"""A value is below its minimum or above its maximum."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from tamis import values
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.out-of-range",
    alias="constraint-error",
    title=Text(fr="Valeur hors des bornes", en="Value out of range"),
    message=Text(
        fr="« {value} » est hors des bornes de « {field} » : il faut {bound}.",
        en="“{value}” is outside the range of “{field}”: it must be {bound}.",
    ),
    why=Text(
        fr="Une valeur hors des bornes est presque toujours une faute de frappe ou d'unité.",
        en="A value out of range is nearly always a typing error or the wrong unit.",
    ),
    repair=Text(
        fr="Vérifiez {what} ; il faut {bound}.",
        en="Check {what}; it must be {bound}.",
    ),
)

_NUMBER = Text(fr="la valeur et son unité", en="the value and its unit")
_VALUE = Text(fr="la valeur", en="the value")
_DAY = Text(fr="la date", en="the date")
_SLIP = Text(
    fr="Une date hors des bornes est presque toujours une faute de frappe.",
    en="A date out of range is nearly always a typing error.",
)
_DAYS = frozenset({"date", "datetime", "year", "yearmonth"})
#: Constraint, the comparison that breaks it, its words.
_BOUNDS: tuple[tuple[str, Callable[[Any, Any], Any], Text], ...] = (
    ("minimum", operator.lt, Text(fr="{limit} au moins", en="at least {limit}")),
    ("maximum", operator.gt, Text(fr="{limit} au plus", en="at most {limit}")),
    ("exclusive_minimum", operator.le, Text(fr="plus de {limit}", en="more than {limit}")),
    ("exclusive_maximum", operator.ge, Text(fr="moins de {limit}", en="less than {limit}")),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for values beyond a bound (Table Schema, "minimum", "maximum" and exclusive ones)."""
    for name, beyond, words in _BOUNDS:
        limit = getattr(cell.field.constraints, name)
        if limit is None:
            continue
        text = values.descriptor_text(limit, cell.field)
        broken = _beyond(cell, text, beyond)
        if broken is not None:
            bound = Text(fr=words.fr.format(limit=text), en=words.en.format(limit=text))
            yield CellCondition(
                broken=broken, params={"bound": bound, "limit": text, **_words(cell.field.type)}
            )


def _words(kind: str) -> dict[str, Text]:
    """Return what to check, and why it matters: only numbers have a unit."""
    if kind in {"integer", "number"}:
        return {"what": _NUMBER}
    return {"what": _DAY, "why": _SLIP} if kind in _DAYS else {"what": _VALUE}


def _beyond(cell: Cell, limit: str, beyond: Callable[[Any, Any], Any]) -> pl.Expr | None:
    """Return whether the value is beyond `limit`, None where the type has no order."""
    read = values.read(cell.field, [limit])
    if read.null_count():  # what schema.unsupported-keyword tells
        return None
    if cell.field.type == "duration":
        return _beyond_duration(cell.value, read[0], beyond)
    if isinstance(read.dtype, pl.Struct | pl.List) or read.dtype in (pl.String, pl.Boolean):
        return None
    broken: pl.Expr = beyond(cell.value, pl.lit(read[0], dtype=read.dtype))
    # NaN has no place in any order (IEEE 754); Polars has it above all numbers.
    return broken | cell.value.is_nan() if read.dtype == pl.Float64 else broken


def _beyond_duration(
    value: pl.Expr, limit: dict[str, Any], beyond: Callable[[Any, Any], Any]
) -> pl.Expr:
    """Compare from each of the four moments of XML Schema 2, 3.2.6.2."""
    from datetime import datetime

    starts = [datetime(y, m, 1) for y, m in ((1696, 9), (1697, 2), (1903, 3), (1903, 7))]  # noqa: DTZ001 no zone there

    def moved(start: datetime, months: pl.Expr, seconds: pl.Expr) -> pl.Expr:
        by = pl.format("{}mo", months)
        return pl.lit(start).dt.offset_by(by) + pl.duration(microseconds=seconds * 1e6)

    months, seconds = value.struct.field("months"), value.struct.field("seconds")
    limits = pl.lit(limit["months"]), pl.lit(limit["seconds"])
    broken = [beyond(moved(start, months, seconds), moved(start, *limits)) for start in starts]
    return pl.any_horizontal(broken) & value.is_not_null()
