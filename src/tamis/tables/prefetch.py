"""Prefetch or process items in a thread while the caller works on others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from threading import get_ident
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


def prefetched(items: Iterator[T]) -> Iterator[T]:
    """Return the items, the next one fetched in a thread while the caller works on this one.

    >>> list(prefetched(iter("ab")))
    ['a', 'b']
    """
    own: set[int] = set()
    maker = ThreadPoolExecutor(1, "tamis-ahead", initializer=lambda: own.add(get_ident()))
    end = object()
    try:
        coming = maker.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = maker.submit(next, items, end)
            yield item  # type: ignore[misc]
    finally:
        # The thread itself may be the one that drops the iterator, where it collects garbage.
        maker.shutdown(wait=get_ident() not in own)


def started_ahead(items: Iterator[T], start: Callable[[T], U], depth: int) -> Iterator[U]:
    """Return `start(item)` for each item; `depth` more items are started before one is taken.

    >>> taken = started_ahead(iter("abc"), str.upper, 1)
    >>> list(taken)
    ['A', 'B', 'C']
    """
    started: deque[U] = deque()
    for item in items:
        started.append(start(item))
        if len(started) > depth:
            yield started.popleft()
    while started:
        yield started.popleft()


@contextmanager
def in_background(do: Callable[[T], None]) -> Iterator[Callable[[T], None]]:
    """Give a function that has `do` done in a thread, one item after the other, one at a time.

    It waits for the item before: no more than two are in memory. At the end all is done, or the
    error of the item that failed is raised.

    >>> seen = []
    >>> with in_background(seen.append) as put:
    ...     put("a")
    ...     put("b")
    >>> seen
    ['a', 'b']
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tamis-behind") as doer:
        last: list[Future[None]] = []

        def put(item: T) -> None:
            if last:
                last.pop().result()
            last.append(doer.submit(copy_context().run, do, item))

        yield put
        if last:
            last.pop().result()
