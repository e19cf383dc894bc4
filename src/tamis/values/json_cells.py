"""Cells that hold JSON: read once per distinct text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

import polars as pl

from tamis.values.distinct import by_distinct

_PYTHON: dict[str, type] = {"array": list, "object": dict}
_OPENS = {"array": "[", "object": "{"}


def _refuse(word: str) -> None:
    raise ValueError(word)


def loads(text: str) -> Any:
    """Return what a JSON text says (RFC 8259: no NaN), or None."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def parse(
    text: pl.Expr, kind: Literal["array", "object"], item: Mapping[str, Any] | None = None
) -> pl.Expr:
    """Return the JSON text, null where it is not of that kind (with such items)."""
    are_items, python = _items(item or {}), _PYTHON[kind]

    def read(cell: str) -> str | None:
        if not cell.lstrip().startswith(_OPENS[kind]):
            return None
        value = loads(cell)
        return cell if isinstance(value, python) and are_items(value) else None

    return by_distinct(text, read, pl.String)


def choices(item: Mapping[str, Any] | None) -> list[str]:
    """Return what an item may be, where the descriptor lists it."""
    constraints = (item or {}).get("constraints") or {}
    return [str(choice) for choice in constraints.get("enum") or ()]


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
}


def _items(item: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Return the test of a list against an item descriptor; texts of numbers are numbers."""
    right = _TYPES.get(str(item.get("type", "")), lambda _: True)
    allowed = frozenset(choices(item))
    native = item.get("type") in {"integer", "number", "boolean"}

    def is_item(value: Any) -> bool:
        if native and isinstance(value, str):
            value = loads(value)
        return value is not None and right(value) and (not allowed or str(value) in allowed)

    return lambda values: all(is_item(value) for value in values)
