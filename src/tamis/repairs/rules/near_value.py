"""A value of a list with one typing error."""

from __future__ import annotations

import polars as pl

from tamis import values
from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.tables.header import folded
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="near-value",
    title=Text(
        fr="Valeur d'une liste à une faute près", en="A value of a list with one typing error"
    ),
    does=Text(
        fr="Écrit la valeur de la liste dont le texte ne diffère que d'une lettre ajoutée, ôtée, "
        "changée ou déplacée, quand il n'y en a qu'une.",
        en="Writes the list's value from which the text differs by one letter added, left out, "
        "changed or moved, where there is only one.",
    ),
    cures=("cell.off-list",),
    applicability=Applicability.UNSAFE,
)
RANK = 45

#: Shorter texts are one letter away from too much.
_SHORTEST = 4


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the only member of the list that is one slip away; another digit is another code."""
    allowed = cell.field.constraints.enum or cell.field.categories
    if cell.field.type != "string" or not allowed:
        return None
    members = {
        values.descriptor_text(member): folded(values.descriptor_text(member)) for member in allowed
    }

    def read(text: str) -> str | None:
        word = folded(text)
        if len(word) < _SHORTEST or text in members or any(c.isdigit() for c in word):
            return None
        near = [member for member, alike in members.items() if _one_slip(word, alike)]
        return near[0] if len(near) == 1 else None

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)


def _one_slip(word: str, other: str) -> bool:
    """Whether two words differ by one letter, or by two neighbours swapped."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if start is None:
        return True
    left, right = word[start:], other[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
