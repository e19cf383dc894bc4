"""HTML entities."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="html-entity",
    title=Text(fr="Entités HTML", en="HTML entities"),
    does=Text(
        fr="Écrit « & » ou « é » pour « &amp; » ou « &eacute; ».",
        en="Writes “&” or “é” for “&amp;” or “&eacute;”.",
    ),
    cures=("cell.",),
)
RANK = 6

_ENTITY = lazy_pattern(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")


@cell_repair
def bind(cell: Cell) -> pl.Expr:
    """Write the characters that entities stand for, where no entity remains."""
    has_entity = cell.text.str.contains(_ENTITY.pattern)
    plain = by_distinct(cell.text, _plain, pl.String)
    return pl.when(has_entity).then(pl.coalesce(plain, cell.text)).otherwise(cell.text)


def _plain(text: str) -> str | None:
    """Return the text without entities; what no semicolon ends (`&region=53`) is none."""
    plain = _ENTITY.sub(_character, text)
    return plain if _ENTITY.sub(_character, plain) == plain and plain.isprintable() else None


def _character(entity: re.Match[str]) -> str:
    is_known = entity[0].startswith("&#") or entity[0][1:] in html5
    return unescape(entity[0]) if is_known else entity[0]
