"""Questions put to the database, away from the loop that serves requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from typing import Any, Final, TypeVar

from tamis.model.text import Text
from tamis.serve.rows import sql
from tamis.serve.rows.cells import as_record
from tamis.serve.rows.columns import NUMBER, Column, Kind, Table
from tamis.serve.rows.errors import BUSY, RequestError
from tamis.serve.rows.options import RowsOptions
from tamis.serve.rows.query import Aggregator, Query
from tamis.serve.rows.releases import Release

T = TypeVar("T")

#: Rows of a stream that are fetched at once.
LOT: Final = 2_000
#: So many rows are found at once: where no more answer, they need not be counted.
_FEW: Final = 2_000


class Workers:
    """Does what takes a while in threads: so many at once, so many waiting. It changes.

    Args:
        options: how many.
    """

    def __init__(self, options: RowsOptions) -> None:
        self._pool = ThreadPoolExecutor(options.threads, thread_name_prefix="tamis-rows")
        self._most, self._count = options.threads + options.waiting, 0

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns.

        Raises:
            RequestError: too many wait already.
        """
        if self._count >= self._most:
            raise RequestError(
                503,
                BUSY,
                Text(
                    fr="Trop de questions attendent : réessayez dans un instant.",
                    en="Too many queries are waiting: ask again in a moment.",
                ),
                retry=2,
            )
        self._count += 1
        try:
            within = copy_context().run  # the language of the caller goes with the work
            return await asyncio.get_running_loop().run_in_executor(self._pool, within, work)
        finally:
            self._count -= 1

    def close(self) -> None:
        """End it."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def shown_columns(table: Table, query: Query) -> tuple[Column, ...]:
    """Return the columns of an answer: those that are named, else all, the row's number first."""
    if query.is_aggregated:
        computed = [
            Column(name=column.name, identifier="", kind=_kind(column.column, column.aggregator))
            for column in query.aggregates
        ]
        return (*query.groups, *computed)
    return query.columns or (NUMBER, *table.columns)


def _kind(column: Column, aggregator: Aggregator) -> Kind:
    if aggregator is Aggregator.COUNT:
        return Kind.INTEGER
    return Kind.NUMBER if aggregator is Aggregator.AVG else column.kind


def count(release: Release, table: Table, query: Query) -> int:
    """Return how many rows, or groups, are asked for."""
    if query.is_aggregated or query.where.parts or query.box is not None:
        return release.count(table, replace(query, page=1, page_size=1, sorts=(), columns=()))
    return table.height


def page_and_total(
    release: Release, table: Table, query: Query
) -> tuple[list[dict[str, Any]], int]:
    """Return the rows, or groups, of a page, and how many there are on all pages.

    Numbers of rows are looked for first: then no column is read but those of the question, and the
    rows of the page. Where few rows answer, the same look tells how many.
    """
    columns, fetch = shown_columns(table, query), release.database.fetch
    size, offset = query.page_size, query.offset
    if query.is_aggregated:
        found = fetch(sql.aggregates(table, query, limit=size, offset=offset))
        return [as_record(columns, row) for row in found], count(release, table, query)
    wanted = (NUMBER, *columns)
    if not query.where.parts and not query.sorts and query.box is None:
        found = fetch(sql.rows_between(table, wanted, offset + 1, offset + size))
        return [as_record(columns, row[1:]) for row in found], table.height
    numbers, total = _numbers(release, table, query)
    if not numbers:
        return [], total
    rows = {row[0]: row[1:] for row in fetch(sql.rows_numbered(table, wanted, numbers))}
    return [as_record(columns, rows[number]) for number in numbers], total


def _numbers(release: Release, table: Table, query: Query) -> tuple[list[int], int]:
    """Return the numbers of the rows of a page, and how many rows there are on all pages."""
    fetch, end = release.database.fetch, query.offset + query.page_size
    if end > _FEW:
        page = fetch(sql.numbers(table, query))
        return [row[0] for row in page], count(release, table, query)
    found = [row[0] for row in fetch(sql.first_numbers(table, query, _FEW + 1))]
    is_all = len(found) <= _FEW
    return found[query.offset : end], len(found) if is_all else count(release, table, query)


def lots(release: Release, table: Table, query: Query) -> Iterator[list[tuple[Any, ...]]]:
    """Return all the rows, or groups, that are asked for, a lot at a time."""
    if query.is_aggregated:
        statement = sql.aggregates(table, query)
    else:
        statement = sql.rows(table, shown_columns(table, query), query)
    return release.database.stream(statement, LOT)
