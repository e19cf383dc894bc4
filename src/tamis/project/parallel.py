"""Several things done at once, their results in the order of what was given."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, TypeVar

from tamis.tables.side_by_side import MOST

T = TypeVar("T")
R = TypeVar("R")

#: Threads share what is compiled and imported; the kernel lets go of Python's lock.
WORKERS: Final = min(4, os.cpu_count() or 1)


def lots(
    items: Sequence[T], is_small: Callable[[T], bool], workers: int = WORKERS
) -> Iterator[Sequence[T]]:
    """Return items in lots, in order: small ones that follow each other, any other alone.

    Every worker gets about as many.

    >>> list(lots("abCde", str.islower, workers=1))
    ['ab', 'C', 'de']
    """
    most = min(MOST, -(-len(items) // workers))
    start = 0
    for end, item in enumerate(items):
        if not is_small(item):
            if start < end:
                yield items[start:end]
            yield items[end : end + 1]
            start = end + 1
        elif end - start == most:
            yield items[start:end]
            start = end
    if start < len(items):
        yield items[start:]


def in_order(work: Callable[[T], R], items: Iterable[T], workers: int = WORKERS) -> Iterator[R]:
    """Return ``work(item)`` of each item, in order, `workers` at a time.

    At most twice as many results as workers wait to be taken. Each call sees the context
    (the language) of the caller.

    >>> list(in_order(str.upper, "abc", workers=2))
    ['A', 'B', 'C']
    """
    if workers < 2:  # noqa: PLR2004 one at a time needs no thread
        yield from map(work, items)
        return
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="tamis-file")
    try:
        for item in items:
            waiting.append(pool.submit(copy_context().run, work, item))
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
