"""Lists written as in Python."""

from __future__ import annotations

import ast
import json

import polars as pl

from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

#: A longer text is no list that somebody typed.
_LONGEST = 10_000

REPAIR = RepairRule(
    name="quoted-list",
    title=Text(fr="Listes écrites comme en Python", en="Lists written as in Python"),
    does=Text(
        fr="Écrit [\"a\", \"b\"] pour « ['a', 'b'] ».", en="Writes [\"a\", \"b\"] for “['a', 'b']”."
    ),
    cures=("cell.wrong-type",),
)
RANK = 30

_PLAIN = (str, int, float)


def bind(cell: Cell) -> pl.Expr | None:
    """Write the same list as JSON."""
    if cell.field.type != "array":
        return None
    return pl.coalesce(by_distinct(cell.text, _read, pl.String), cell.text)


def _read(text: str) -> str | None:
    if not text.startswith("[") or len(text) > _LONGEST:
        return None
    try:
        items = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    plain = isinstance(items, list) and all(isinstance(item, _PLAIN) for item in items)
    return json.dumps(items, ensure_ascii=False) if plain else None
