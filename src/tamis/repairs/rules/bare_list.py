"""Lists without brackets."""

from __future__ import annotations

import json

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="bare-list",
    title=Text(fr="Listes sans crochets", en="Lists without brackets"),
    does=Text(
        fr='Écrit ["a", "b"] pour « a ; b » ou « a, b ».',
        en='Writes ["a", "b"] for “a ; b” or “a, b”.',
    ),
    cures=("cell.wrong-type",),
    applicability=Applicability.UNSAFE,
)
RANK = 30


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Part the text at its semicolons, pipes or commas."""
    if cell.field.type != "array":
        return None
    return pl.coalesce(by_distinct(cell.text, _read, pl.String), cell.text)


def _read(text: str) -> str | None:
    if text[:1] in {"[", "{", "(", "'", '"'}:
        return None
    mark = next((mark for mark in ";|," if mark in text), None)
    items = [item.strip() for item in (text.split(mark) if mark else [text])]
    return json.dumps(items, ensure_ascii=False) if all(items) else None
