"""A value of a list, but for its case, accents, blanks or dashes."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from tamis import values
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.tables.header import folded
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="list-case",
    title=Text(fr="Casse et accents d'une liste", en="Case and accents of a list"),
    does=Text(
        fr="Écrit la valeur de la liste dont le texte ne diffère que par la casse, les accents, "
        "les espaces ou les tirets, quand il n'y en a qu'une.",
        en="Writes the list's value from which the text differs by case, accents, blanks or "
        "dashes alone, where there is only one.",
    ),
    cures=("cell.off-list",),
)
RANK = 40


def bind(cell: Cell) -> pl.Expr | None:
    """Write the only member of the list that reads alike."""
    allowed = cell.field.constraints.enum or cell.field.categories
    if cell.field.type != "string" or not allowed:
        return None
    members = [values.descriptor_text(member) for member in allowed]
    alike = _alike(members)
    member = by_distinct(cell.text, lambda text: alike.get(folded(text)), pl.String)
    right = cell.text.is_in(members)
    return pl.when(right).then(cell.text).otherwise(pl.coalesce(member, cell.text))


def _alike(members: Iterable[str]) -> dict[str, str]:
    """Return the members by what remains of them when folded, less those that collide."""
    members_by_key: dict[str, list[str]] = {}
    for member in dict.fromkeys(members):
        members_by_key.setdefault(folded(member), []).append(member)
    return {key: same[0] for key, same in members_by_key.items() if key and len(same) == 1}
