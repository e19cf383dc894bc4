"""Queries as SQL: every value is a parameter, every identifier is one of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tamis.serve.rows.columns import NUMBER, Column, Kind, Table
from tamis.serve.rows.query import (
    Aggregate,
    Aggregator,
    Box,
    Condition,
    Group,
    Operator,
    Period,
    Query,
    Sort,
    Value,
)

_SIGNS: Final = {
    Operator.EXACT: "=",
    Operator.DIFFERS: "IS DISTINCT FROM",
    Operator.LESS: "<=",
    Operator.GREATER: ">=",
    Operator.STRICTLY_LESS: "<",
    Operator.STRICTLY_GREATER: ">",
}
#: Which end of a period an order compares with, and how.
_ENDS: Final = {
    Operator.LESS: ("<", "end"),
    Operator.GREATER: (">=", "start"),
    Operator.STRICTLY_LESS: ("<", "start"),
    Operator.STRICTLY_GREATER: (">=", "end"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement, and the values of its parameters."""

    text: str
    values: tuple[Any, ...] = ()


@dataclass(slots=True)
class _Values:
    """Parameters in the order in which they are written. It changes."""

    values: list[Any] = field(default_factory=list)

    def bind(self, value: Any) -> str:
        self.values.append(value)
        return "?"


def count(table: Table, query: Query) -> Statement:
    """Return what counts the rows, or the groups, that are asked for."""
    values = _Values()
    where = _where(query, values)
    if not query.is_aggregated:
        text = f"SELECT count(*) FROM {table.identifier}{where}"
    else:
        groups = _grouped(query.groups)
        inner = f"SELECT 1 FROM {table.identifier}{where}{groups}"
        if not query.groups:
            inner = f"SELECT count(*) FROM {table.identifier}{where}"
        text = f"SELECT count(*) FROM ({inner})"
    return Statement(text=text, values=tuple(values.values))


def numbers(table: Table, query: Query) -> Statement:
    """Return what gives the numbers of the rows of a page, in their order."""
    values = _Values()
    where = _where(query, values)
    order = _order(query.sorts)
    page = _page(query.page_size, query.offset, values)
    text = f"SELECT {NUMBER.identifier} FROM {table.identifier}{where}{order}{page}"
    return Statement(text=text, values=tuple(values.values))


def first_numbers(table: Table, query: Query, limit: int) -> Statement:
    """Return what gives the numbers of the first rows that are asked for, in their order."""
    values = _Values()
    where = _where(query, values)
    order = _order(query.sorts)
    text = f"SELECT {NUMBER.identifier} FROM {table.identifier}{where}{order}{_first(limit)}"
    return Statement(text=text, values=tuple(values.values))


def rows_between(table: Table, columns: Sequence[Column], first: int, last: int) -> Statement:
    """Return what gives the rows of these numbers, both ends included."""
    text = (
        f"SELECT {_names(columns)} FROM {table.identifier} "
        f"WHERE {NUMBER.identifier} BETWEEN ? AND ? ORDER BY {NUMBER.identifier}"
    )
    return Statement(text=text, values=(first, last))


def rows_numbered(table: Table, columns: Sequence[Column], wanted: Sequence[int]) -> Statement:
    """Return what gives the rows of these numbers, in any order."""
    few = 60
    if len(wanted) <= few:  # each is looked up in the index
        marks = ", ".join("?" * len(wanted))
        text = f"SELECT {_names(columns)} FROM {table.identifier} WHERE __id IN ({marks})"
        return Statement(text=text, values=tuple(wanted))
    text = (
        f"SELECT {_names(columns)} FROM {table.identifier} "
        "WHERE __id IN (SELECT unnest(?::BIGINT[]))"
    )
    return Statement(text=text, values=(list(wanted),))


def any_rows(table: Table, columns: Sequence[Column], query: Query, limit: int) -> Statement:
    """Return what gives some of the rows that are asked for: the fastest way to one by its key."""
    values = _Values()
    where = _where(query, values)
    text = f"SELECT {_names(columns)} FROM {table.identifier}{where}{_first(limit)}"
    return Statement(text=text, values=tuple(values.values))


def rows(table: Table, columns: Sequence[Column], query: Query, *, limit: int = -1) -> Statement:
    """Return what gives all the rows that are asked for, in their order, or the first ones."""
    values = _Values()
    where = _where(query, values)
    order = _order(query.sorts)
    text = f"SELECT {_names(columns)} FROM {table.identifier}{where}{order}{_first(limit)}"
    return Statement(text=text, values=tuple(values.values))


def spots(table: Table, query: Query, step: float) -> Statement:
    """Return what gives the squares of `step` degrees that have rows: a point, how many."""
    values = _Values()
    where = _where(query, values)
    square = f"floor(__lon / {values.bind(step)}), floor(__lat / {values.bind(step)})"
    text = (
        f"SELECT min(__lon), min(__lat), count(*) FROM {table.identifier}{where} "
        f"GROUP BY {square} ORDER BY 1, 2"
    )
    return Statement(text=text, values=tuple(values.values))


def aggregates(table: Table, query: Query, *, limit: int = -1, offset: int = 0) -> Statement:
    """Return what gives the groups that are asked for: columns of groups, then computed ones."""
    values = _Values()
    shown = [column.identifier for column in query.groups]
    shown += [_aggregate(aggregate) for aggregate in query.aggregates]
    where = _where(query, values)
    sorts = query.sorts
    plain = [Sort(column=column, descending=False) for column in query.groups]
    order = _sorted([*sorts, *plain])
    page = _page(limit, offset, values)
    text = (
        f"SELECT {', '.join(shown)} FROM {table.identifier}{where}"
        f"{_grouped(query.groups)}{order}{page}"
    )
    return Statement(text=text, values=tuple(values.values))


def _names(columns: Iterable[Column]) -> str:
    return ", ".join(column.identifier for column in columns)


def _first(limit: int) -> str:
    """Return how many rows are taken: a number of ours, which the planner may count on."""
    return "" if limit < 0 else f" LIMIT {int(limit)}"


def _page(limit: int, offset: int, values: _Values) -> str:
    return "" if limit < 0 else f" LIMIT {values.bind(limit)} OFFSET {values.bind(offset)}"


def _grouped(groups: Sequence[Column]) -> str:
    return f" GROUP BY {_names(groups)}" if groups else ""


def _aggregate(aggregate: Aggregate) -> str:
    return _computed(aggregate.column, aggregate.aggregator)


def _computed(column: Column, aggregator: Aggregator) -> str:
    return f"{aggregator}({column.identifier})"


def _order(sorts: Sequence[Sort]) -> str:
    """Return the order of rows: ties stand in the order of the file."""
    return _sorted([*sorts, Sort(column=NUMBER, descending=False)])


def _sorted(sorts: Sequence[Sort]) -> str:
    """Return an order; nulls stand last, and first where it is descending, as in PostgreSQL."""
    terms = []
    for sort in sorts:
        by = sort.column.identifier
        if sort.aggregator is not None:
            by = _computed(sort.column, sort.aggregator)
        terms.append(f"{by} DESC NULLS FIRST" if sort.descending else f"{by} ASC NULLS LAST")
    return f" ORDER BY {', '.join(terms)}" if terms else ""


def _where(query: Query, values: _Values) -> str:
    terms = [f"({_group(query.where, values)})"] if query.where.parts else []
    if query.box is not None:
        terms.append(_within(query.box, values))
    return f" WHERE {' AND '.join(terms)}" if terms else ""


def _within(box: Box, values: _Values) -> str:
    west, south, east, north = box
    word = "AND" if west <= east else "OR"
    lon = f"(__lon >= {values.bind(west)} {word} __lon <= {values.bind(east)})"
    return f"{lon} AND __lat >= {values.bind(south)} AND __lat <= {values.bind(north)}"


def _group(group: Group, values: _Values) -> str:
    parts = [
        f"({_group(part, values)})" if isinstance(part, Group) else f"({_condition(part, values)})"
        for part in group.parts
    ]
    return f" {group.word.upper()} ".join(parts)


def _condition(condition: Condition, values: _Values) -> str:
    name, operator = condition.column.identifier, condition.operator
    if operator is Operator.IS_NULL:
        return f"{name} IS NULL"
    if operator is Operator.IS_NOT_NULL:
        return f"{name} IS NOT NULL"
    if operator in {Operator.CONTAINS, Operator.NOT_CONTAINS}:
        sign = "" if operator is Operator.CONTAINS else "NOT "
        text = _as_text(condition.column)
        return f"{sign}contains(lower({text}), lower({values.bind(condition.values[0])}))"
    if operator in {Operator.IN, Operator.NOT_IN}:
        sign = "" if operator is Operator.IN else "NOT "
        return f"{sign}({_among(name, condition.values, values)})"
    return _compared(name, operator, condition.values[0], values)


def _as_text(column: Column) -> str:
    if column.kind is Kind.DATETIME:
        return f"strftime({column.identifier}, '%Y-%m-%dT%H:%M:%S')"
    return column.identifier if column.kind is Kind.TEXT else f"{column.identifier}::VARCHAR"


def _among(name: str, listed: Sequence[Value], values: _Values) -> str:
    plain = [value for value in listed if not isinstance(value, Period)]
    terms = [
        _compared(name, Operator.EXACT, value, values)
        for value in listed
        if isinstance(value, Period)
    ]
    if plain:
        terms.append(f"{name} IN ({', '.join(values.bind(value) for value in plain)})")
    return " OR ".join(terms)


def _compared(name: str, operator: Operator, value: Value, values: _Values) -> str:
    if not isinstance(value, Period):
        return f"{name} {_SIGNS[operator]} {values.bind(value)}"
    if operator in _ENDS:
        sign, end = _ENDS[operator]
        bound = value.start if end == "start" else value.end
        if bound is None:  # the last year of all: everything is before its end, nothing after
            return f"{name} IS NOT NULL" if sign == "<" else f"{name} < {name}"
        return f"{name} {sign} {values.bind(bound)}"
    within = f"{name} >= {values.bind(value.start)}"
    if value.end is not None:
        within = f"{within} AND {name} < {values.bind(value.end)}"
    return within if operator is Operator.EXACT else f"({within}) IS NOT TRUE"
