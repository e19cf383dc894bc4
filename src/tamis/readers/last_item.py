"""Knowing the last one while it passes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def ended(items: Iterator[T], nothing: T) -> Iterator[tuple[T, bool]]:
    """Return each item and whether it is the last; `nothing`, as the last, where there is none.

    >>> list(ended(iter("ab"), ""))
    [('a', False), ('b', True)]
    """
    held = next(items, nothing)
    for item in items:
        yield held, False
        held = item
    yield held, True
