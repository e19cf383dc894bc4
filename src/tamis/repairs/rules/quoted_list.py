"""Lists of words between simple quotes."""

from __future__ import annotations

import json

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

#: A longer text is no list that somebody typed.
_LONGEST = 10_000

REPAIR = RepairRule(
    name="quoted-list",
    title=Text(fr="Listes entre apostrophes", en="Lists in simple quotes"),
    does=Text(
        fr="Écrit [\"a\", \"b\"] pour « ['a', 'b'] ».", en="Writes [\"a\", \"b\"] for “['a', 'b']”."
    ),
    cures=("cell.wrong-type",),
)
RANK = 30

#: A word between quotes of one kind, without an escape: it reads as it stands.
_WORD = r"'([^'\\]*)'|\"([^\"\\]*)\""
_LIST = lazy_pattern(rf"\[\s*(?:{_WORD})(?:\s*,\s*(?:{_WORD}))*\s*\]")
_WORDS = lazy_pattern(_WORD)


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the same words as JSON."""
    if cell.field.type != "array":
        return None
    return pl.coalesce(by_distinct(cell.text, _read, pl.String), cell.text)


def _read(text: str) -> str | None:
    if len(text) > _LONGEST or not text.isprintable() or not _LIST.fullmatch(text):
        return None
    words = [single or double for single, double in _WORDS.findall(text)]
    return json.dumps(words, ensure_ascii=False)
