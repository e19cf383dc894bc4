"""A cell is not among the values that its field allows."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis import values
from tamis.checks import listed
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.off-list",
    alias="constraint-error",
    title=Text(fr="Valeur hors de la liste autorisée", en="Value not in the allowed list"),
    message=Text(
        fr="« {value} » n'est pas une valeur autorisée pour « {field} » : {choices}.",
        en="“{value}” is not an allowed value of “{field}”: {choices}.",
    ),
    why=Text(
        fr="Une liste fermée permet de compter et de comparer d'un territoire à l'autre.",
        en="A closed list makes it possible to count and compare across territories.",
    ),
    repair=Text(fr="Choisissez parmi : {choices}.", en="Choose among: {choices}."),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for values outside `enum` or `categories` (Table Schema v1 and v2)."""
    for allowed in (cell.field.constraints.enum, cell.field.categories):
        if allowed is not None:
            texts = [values.descriptor_text(choice, cell.field) for choice in allowed]
            yield CellCondition(broken=_outside(cell, texts), params={"choices": listed(texts)})


def _outside(cell: Cell, texts: list[str]) -> pl.Expr:
    """Return whether the value, read as its type, is none of `texts` read as that type."""
    if cell.field.type in {"string", "any"}:
        return ~cell.value.is_in(texts)
    allowed = values.read(cell.field, texts).drop_nulls()
    if isinstance(allowed.dtype, pl.Struct | pl.List):
        members = [
            cell.value == pl.lit(allowed.slice(index, 1)).first() for index in range(len(allowed))
        ]
        return ~pl.any_horizontal(*members, pl.lit(value=False)) & cell.value.is_not_null()
    return ~cell.value.is_in(allowed.implode())
