"""Former commune codes."""

from __future__ import annotations

from functools import cache

import polars as pl

from tamis import reference
from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="former-commune",
    title=Text(fr="Anciens codes de commune", en="Former commune codes"),
    does=Text(
        fr="Propose le code de la commune d'aujourd'hui pour celui d'une commune disparue, "
        "déléguée ou associée, sauf si c'est aussi le code postal d'une autre. À vérifier : "
        "après une scission, il peut y en avoir plusieurs.",
        en="Proposes the code of today's commune for that of one which no longer exists, or "
        "which is a déléguée or an associée, unless it is the postal code of another commune "
        "too. To be checked: after a division there may be several.",
    ),
    cures=("cell.",),
    applicability=Applicability.SHOW,
)
RANK = 50


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Name the commune that took over, where there is one."""
    if nature(cell) is not Nature.COMMUNE:
        return None
    return pl.coalesce(by_distinct(cell.text, _read, pl.String), cell.text)


def _read(text: str) -> str | None:
    now = reference.successors().get(text) or _parents().get(text, ())
    posted = reference.communes_by_postal_code().get(text)
    # 75001 was Alfortville, and is a postal code of Paris: whoever writes it means Paris.
    elsewhere = posted is not None and not set(now) <= set(posted)
    return now[0] if len(now) == 1 and not elsewhere else None


@cache
def _parents() -> dict[str, tuple[str, ...]]:
    """Return the commune that each déléguée or associée is part of."""
    parts = reference.communes(reference.DELEGUEE, reference.ASSOCIEE)
    return {code: (parent,) for code, parent in parts.select("code", "parent").iter_rows()}
