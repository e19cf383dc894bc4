"""The order of the resources of a dataset: ours in ours, those of others where they stand."""

from __future__ import annotations

from collections.abc import Sequence


def planned_order(current: Sequence[str], ours: Sequence[str]) -> tuple[str, ...]:
    """Return the order that resources get; empty where they stay as they are.

    What stands there already keeps its places; each new one stands behind the one before it.

    Args:
        current: the keys of the resources there, in their order.
        ours: the keys of those that are published, in theirs; new ones among them.

    >>> planned_order(["x", "b", "y", "a"], ["a", "b", "c"])
    ('x', 'a', 'y', 'b', 'c')
    >>> planned_order(["a", "x", "b"], ["a", "b"])
    ()
    """
    there = [key for key in ours if key in set(current)]
    places = iter(there)
    placed = [next(places) if key in there else key for key in current]
    for index, key in enumerate(ours):
        if key in placed:
            continue
        if index:
            placed.insert(placed.index(ours[index - 1]) + 1, key)
        else:
            placed.insert(placed.index(there[0]) if there else 0, key)
    return () if placed == list(current) else tuple(placed)
