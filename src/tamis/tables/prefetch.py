"""Making the next item, or doing with the one before, while the caller works on this one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Return the items, each made in a thread while the caller works on the one before.

    >>> list(ahead(iter("ab")))
    ['a', 'b']
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tamis-ahead") as maker:
        end = object()
        coming = maker.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = maker.submit(next, items, end)
            yield item  # type: ignore[misc]


def begun(items: Iterator[T], begin: Callable[[T], U], depth: int) -> Iterator[U]:
    """Return what `begin` makes of each item; `depth` more are begun before one is taken.

    >>> taken = begun(iter("abc"), str.upper, 1)
    >>> list(taken)
    ['A', 'B', 'C']
    """
    held: deque[U] = deque()
    for item in items:
        held.append(begin(item))
        if len(held) > depth:
            yield held.popleft()
    while held:
        yield held.popleft()


@contextmanager
def behind(do: Callable[[T], None]) -> Iterator[Callable[[T], None]]:
    """Give a function that has `do` done in a thread, one item after the other, one at a time.

    It waits for the item before: no more than two are held. At the end all is done, or the error
    of the item that failed is raised.

    >>> seen = []
    >>> with behind(seen.append) as put:
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
