"""Commune names given for codes."""

from __future__ import annotations

from functools import cache

import polars as pl

from tamis import reference
from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.tables.header import folded
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="commune-name",
    title=Text(fr="Noms de commune donnés pour des codes", en="Commune names given for codes"),
    does=Text(
        fr="Propose le code de la commune qui porte ce nom, quand elle est seule à le porter.",
        en="Proposes the code of the commune of that name, where there is one only.",
    ),
    cures=("cell.",),
    applicability=Applicability.SHOW,
)
RANK = 50


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Name the code."""
    if nature(cell) is not Nature.COMMUNE:
        return None
    return pl.coalesce(by_distinct(cell.text, _read, pl.String), cell.text)


def _read(text: str) -> str | None:
    return _named().get(folded(text)) if any(c.isalpha() for c in text) else None


@cache
def _named() -> dict[str, str]:
    """Return the codes of communes by name, less the names that several share."""
    codes_by_name: dict[str, list[str]] = {}
    for code, name in reference.communes().select("code", "nom").iter_rows():
        codes_by_name.setdefault(folded(name), []).append(code)
    return {name: codes[0] for name, codes in codes_by_name.items() if len(codes) == 1}
