"""What an answer holds: its records, and how many there are in all."""

from __future__ import annotations

from typing import Any

from tamis.model.api import Operation, Paging


def reach(value: Any, path: str | None) -> Any:
    """Return what members separated by slashes lead to; None where they lead nowhere.

    >>> reach({"data": {"items": [1]}}, "data/items")
    [1]
    """
    for part in (path or "").split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def has_member(value: Any, path: str) -> bool:
    """Whether there is such a member, be it null."""
    above, _, name = path.rpartition("/")
    holder = reach(value, above) if above else value
    return isinstance(holder, dict) and name in holder


def records(value: Any, operation: Operation) -> Any:
    """Return the list of records of an answer, or what stands in its place."""
    return value if operation.records == "" else reach(value, operation.records)


def announced(value: Any, paging: Paging | None) -> int:
    """Return how many records the API says there are; -1 where it does not.

    >>> announced({"total": True}, Paging(page="p", size="s", most=1, total="total"))
    -1
    """
    total = reach(value, paging.total) if paging else None
    if isinstance(total, bool) or not isinstance(total, int | float | str):
        return -1
    text = str(total).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1  # noqa: PLR2004
