"""Iterate and know which item is the last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def with_last(items: Iterator[T], empty: T) -> Iterator[tuple[T, bool]]:
    """Return each item and whether it is the last; `empty`, as the last, where there is none.

    >>> list(with_last(iter("ab"), ""))
    [('a', False), ('b', True)]
    """
    previous = next(items, empty)
    for item in items:
        yield previous, False
        previous = item
    yield previous, True
