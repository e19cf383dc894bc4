"""Two cells of a row do not compare as the schema says they must."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Final

import polars as pl

from tamis import values
from tamis.checks.contract import RowCondition, custom_check_problems, row_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.schema import CustomCheck
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row

RULE = Rule(
    code="row.broken-comparison",
    alias="row-constraint",
    title=Text(fr="Deux valeurs qui se contredisent", en="Two values that contradict each other"),
    message=Text(
        fr="« {field} » ({value}) doit être {relation} « {other} » ({note}).",
        en="“{field}” ({value}) must be {relation} “{other}” ({note}).",
    ),
    why=Text(
        fr="L'une des deux valeurs est fausse : on ne peut se fier ni à l'une ni à l'autre.",
        en="One of the two values is wrong: neither can be relied on.",
    ),
    repair=Text(
        fr="Corrigez l'une des deux : « {field} » doit être {relation} « {other} ».",
        en="Correct one of the two: “{field}” must be {relation} “{other}”.",
    ),
)

CUSTOM_CHECKS: Final = {
    "compare-columns-value": ("column", "op", "column2"),
    "compare-columns": ("column", "op", "column2"),
}

_Comparison = Callable[[pl.Expr, pl.Expr], pl.Expr]
#: The comparison that must hold, and its words.
_RELATIONS: Final[dict[str, tuple[_Comparison, Text]]] = {
    ">": (operator.gt, Text(fr="supérieur à", en="greater than")),
    ">=": (operator.ge, Text(fr="supérieur ou égal à", en="greater than or equal to")),
    "==": (operator.eq, Text(fr="égal à", en="equal to")),
    "<=": (operator.le, Text(fr="inférieur ou égal à", en="less than or equal to")),
    "<": (operator.lt, Text(fr="inférieur à", en="less than")),
}
#: The words of the same, between days and times.
_EARLIER: Final[dict[str, Text]] = {
    ">": Text(fr="postérieur à", en="later than"),
    ">=": Text(fr="égal ou postérieur à", en="the same as or later than"),
    "==": Text(fr="égal à", en="the same as"),
    "<=": Text(fr="égal ou antérieur à", en="the same as or earlier than"),
    "<": Text(fr="antérieur à", en="earlier than"),
}
_PLAIN = r"\A[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)\z"
_NUMBERS = frozenset({"integer", "number", "year"})
_MOMENTS = frozenset({"date", "datetime"})


@custom_check_problems
def problems(check: CustomCheck) -> Iterator[str]:
    """Return the parameters of a check that cannot be understood."""
    if check.params["op"] not in _RELATIONS:
        yield f"op = {check.params['op']}"


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for pairs of filled cells that do not compare as told (`compare-columns`).

    Numbers compare as numbers, days as days, and texts as numbers where both look like some,
    else in the order of their characters.
    """
    for check in custom_checks(row.schema, CUSTOM_CHECKS):
        names = str(check.params["column"]), str(check.params["column2"])
        if not row.cells.keys() >= set(names):
            continue
        holds, words = _RELATIONS[check.params["op"]]
        left, right = row.cells[names[0]], row.cells[names[1]]
        filled = left.value.is_not_null() & right.value.is_not_null()
        broken = pl.when(filled).then(~_holds(holds, left, right).fill_null(value=False))
        if {left.field.type, right.field.type} <= _MOMENTS:
            words = _EARLIER[check.params["op"]]
        params = {"relation": words, "other": names[1]}
        yield RowCondition(fields=names, broken=broken, note=right.text, params=params)


def _holds(holds: _Comparison, left: Cell, right: Cell) -> pl.Expr:
    kinds = {left.field.type, right.field.type}
    if kinds <= _NUMBERS:
        return holds(left.value, right.value)
    if kinds <= _MOMENTS and len(kinds) > 1:
        moment = values.type_module(
            left.field if left.field.type == "datetime" else right.field
        ).DTYPE
        return holds(left.value.cast(moment), right.value.cast(moment))
    if len(kinds) == 1 and kinds <= _MOMENTS | {"time", "yearmonth"}:
        return holds(left.value, right.value)
    number, other = _as_number(left), _as_number(right)
    texts = holds(left.text, right.text) if len(kinds) == 1 else pl.lit(value=False)
    return (
        pl.when(number.is_not_null() & other.is_not_null())
        .then(holds(number, other))
        .otherwise(texts)
    )


def _as_number(cell: Cell) -> pl.Expr:
    """Return the number that a cell is, or that its text looks like."""
    if cell.field.type in _NUMBERS:
        return cell.value.cast(pl.Float64)
    looks = cell.text.str.contains(_PLAIN)
    return pl.when(looks).then(cell.text.cast(pl.Float64, strict=False))
