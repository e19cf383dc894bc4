"""The query of an address, in the grammar of data.gouv.fr's tabular API.

``COLUMN__OPERATOR=VALUE`` joined by AND, ``or=(…)`` groups, ``COLUMN__sort=asc|desc``,
``columns=a,b``, ``page`` and ``page_size``, ``COLUMN__groupby`` and ``COLUMN__avg``…
A column may have any name: the last part after ``__`` is the operator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from urllib.parse import unquote_plus

from tamis.serve.rows.columns import Column, Kind, Table
from tamis.serve.rows.errors import invalid, malformed
from tamis.serve.rows.grammar_checks import (
    aggregates_refused,
    ensure_sorted_by_answers,
    raw_condition,
    read_positive,
    read_values,
    unfit_error,
    written_argument,
)
from tamis.serve.rows.groups import (
    DEEPEST,
    RawCondition,
    RawGroup,
    read_group,
    read_list,
)
from tamis.serve.rows.query import (
    BARE,
    GROUP_BY,
    LISTS,
    SORT,
    WITHIN,
    Aggregate,
    Aggregator,
    Condition,
    Group,
    Operator,
    Query,
    Sort,
)
from tamis.serve.rows.values import read_value

#: How many conditions a query may have.
MOST_CONDITIONS: Final = 200
_TEXTUAL: Final = frozenset({Kind.TEXT, Kind.DATE, Kind.DATETIME})
_OPERATORS: Final = frozenset(Operator)
_AGGREGATORS: Final = frozenset(Aggregator)


def split_query(text: str) -> list[tuple[str, str | None]]:
    """Return the arguments of an address: each a name, and a value where it has one.

    >>> split_query("a__exact=1%262&b__isnull")
    [('a__exact', '1&2'), ('b__isnull', None)]
    """
    return [_argument(part) for part in text.split("&") if part]


def _argument(part: str) -> tuple[str, str | None]:
    name, equals, value = part.partition("=")
    return unquote_plus(name), unquote_plus(value) if equals else None


def parse(
    arguments: Iterable[tuple[str, str | None]],
    table: Table,
    *,
    aggregates: bool = False,
    default_page: int = 20,
    most_rows: int = 50,
) -> Query:
    """Return what the arguments of an address ask of a table.

    Args:
        arguments: see `split_query`.
        table: what is asked.
        aggregates: whether groups may be asked for.
        default_page: how many rows a page has.
        most_rows: how many one may have.

    Raises:
        RequestError: they mean nothing, or ask for what is not allowed.
    """
    reader = _Reader(table, most_rows, default_page)
    for name, value in arguments:
        reader.take(name, value)
    return reader.query(aggregates=aggregates)


class _Reader:
    """Takes arguments one after the other. It changes."""

    def __init__(self, table: Table, most_rows: int, page_size: int) -> None:
        self._table, self._columns, self._most_rows = table, table.by_name(), most_rows
        self._conditions = 0
        self._where: list[Condition | Group] = []
        self._sorts: list[tuple[str, bool]] = []
        self._shown: tuple[Column, ...] = ()
        self._groups: list[Column] = []
        self._aggregates: list[Aggregate] = []
        self._page, self._page_size = 1, page_size
        self._named: dict[str, Callable[[str, str], None]] = {
            "page": self._take_page,
            "page_size": self._take_page_size,
            "columns": self._take_columns,
            "or": self._take_group,
            "and": self._take_group,
        }

    def take(self, name: str, value: str | None) -> None:
        """Take an argument."""
        if name in self._named:
            if value is None:
                raise malformed(name)
            self._named[name](name, value)
            return
        column, parted, word = name.rpartition("__")
        if not parted:
            raise malformed(written_argument(name, value))
        word = word.lower()
        if word == SORT:
            self._take_sort(column, name, value)
        elif word == GROUP_BY:
            self._ensure_bare(name, value)
            self._groups.append(self._comparable(column))
        elif word in _AGGREGATORS:
            self._ensure_bare(name, value)
            self._aggregates.append(self._aggregate(column, Aggregator(word)))
        elif word in _OPERATORS:
            self._where.append(self._condition(raw_condition(column, Operator(word), name, value)))
        else:
            raise malformed(written_argument(name, value))

    def query(self, *, aggregates: bool) -> Query:
        """Return the query that the arguments make."""
        query = Query(
            where=Group(word="and", parts=tuple(self._where)),
            columns=self._shown,
            groups=tuple(dict.fromkeys(self._groups)),
            aggregates=tuple(dict.fromkeys(self._aggregates)),
            sorts=tuple(self._sort(name, descending) for name, descending in self._sorts),
            page=self._page,
            page_size=self._page_size,
        )
        if query.is_aggregated and not aggregates:
            raise aggregates_refused(query, self._table)
        if query.is_aggregated and query.columns:
            raise invalid(
                "« columns » ne va pas avec des agrégats.",
                "The argument 'columns' cannot be set alongside aggregators.",
            )
        ensure_sorted_by_answers(query)
        return query

    def _take_page(self, _: str, value: str) -> None:
        self._page = read_positive("page", value)

    def _take_page_size(self, _: str, value: str) -> None:
        self._page_size = read_positive("page_size", value)
        if self._page_size > self._most_rows:
            raise invalid(
                f"Une page a au plus {self._most_rows} lignes.",
                f"Page size exceeds allowed maximum: {self._most_rows}",
            )

    def _take_columns(self, _: str, value: str) -> None:
        named = [self._column(name) for name in read_list(value)]
        self._shown = tuple(dict.fromkeys(named))

    def _take_group(self, name: str, value: str) -> None:
        self._where.append(self._group(read_group(f"{name}{value}"), DEEPEST))

    def _take_sort(self, column: str, name: str, value: str | None) -> None:
        word = (value or "").lower()
        if word not in {"asc", "desc"}:
            raise malformed(written_argument(name, value))
        self._sorts.append((column, word == "desc"))

    def _ensure_bare(self, name: str, value: str | None) -> None:
        if value:
            raise malformed(written_argument(name, value))

    def _column(self, name: str) -> Column:
        column = self._columns.get(name)
        if column is None:
            raise invalid(
                f"La table « {self._table.name} » n'a pas de colonne « {name[:100]} ».",
                f"The table '{self._table.name}' has no column '{name[:100]}'.",
            )
        return column

    def _comparable(self, name: str) -> Column:
        column = self._column(name)
        if column.kind is Kind.JSON:
            raise unfit_error(column)
        return column

    def _aggregate(self, name: str, aggregator: Aggregator) -> Aggregate:
        column = self._column(name)
        is_sum = aggregator in {Aggregator.AVG, Aggregator.SUM}
        if is_sum and not column.kind.is_number:
            raise unfit_error(column)
        if column.kind is Kind.JSON and aggregator is not Aggregator.COUNT:
            raise unfit_error(column)
        return Aggregate(column=column, aggregator=aggregator)

    def _sort(self, name: str, descending: bool) -> Sort:
        for aggregate in self._aggregates:
            if aggregate.name == name:
                column, by = aggregate.column, aggregate.aggregator
                return Sort(column=column, descending=descending, aggregator=by)
        return Sort(column=self._comparable(name), descending=descending)

    def _group(self, raw: RawGroup, deepest: int) -> Group:
        return Group(word=raw.word, parts=tuple(self._parts(raw, deepest)))

    def _parts(self, raw: RawGroup, deepest: int) -> Iterator[Condition | Group]:
        for part in raw.parts:
            if isinstance(part, RawGroup):
                yield self._group(part, deepest - 1)
            else:
                yield self._condition(part)

    def _condition(self, raw: RawCondition) -> Condition:
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            raise invalid(
                f"Plus de {MOST_CONDITIONS} conditions.", f"Over {MOST_CONDITIONS} conditions."
            )
        operator, column = Operator(raw.operator), self._column(raw.column)
        if operator in BARE:
            return Condition(column=column, operator=operator)
        if column.kind is Kind.JSON or (operator in WITHIN and column.kind not in _TEXTUAL):
            raise unfit_error(column)
        text = raw.value or ""
        if operator in WITHIN:
            return Condition(column=column, operator=operator, values=(text,))
        texts = read_values(text) if operator in LISTS else [text]
        values = tuple(read_value(column, item) for item in texts)
        return Condition(column=column, operator=operator, values=values)
