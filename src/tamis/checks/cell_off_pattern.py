"""A cell does not match its field's pattern."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks import Bound
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import _pattern

RULE = Rule(
    code="cell.off-pattern",
    alias="constraint-error",
    title=Text(fr="Valeur qui ne suit pas le motif attendu", en="Value off its pattern"),
    message=Text(
        fr="« {value} » ne suit pas le motif de « {field} » : {pattern} (exemple : {example}).",
        en="“{value}” does not follow the pattern of “{field}”: {pattern} (example: {example}).",
    ),
    why=Text(
        fr="Le motif garantit que l'identifiant ou le code désigne bien ce qu'il doit désigner.",
        en="The pattern ensures that the identifier or code names what it should.",
    ),
    repair=Text(
        fr="Récrivez la valeur sur le modèle de l'exemple : {example}.",
        en="Write the value again after the example: {example}.",
    ),
)


def bind(cell: Cell) -> Iterator[Bound]:
    """Look for texts that the whole pattern does not match (Table Schema, "pattern")."""
    pattern = cell.field.constraints.pattern
    if pattern is None or not _pattern.usable(pattern):
        return
    read = cell.text if cell.field.type == "string" else _read(cell)
    params = {"pattern": pattern, "example": _example(cell)}
    yield Bound(broken=~read.str.contains(_pattern.anchored(pattern)), params=params)


def _read(cell: Cell) -> pl.Expr:
    """Return the text where it is of the type: one fault is told once."""
    return pl.when(cell.value.is_not_null()).then(cell.text)


def _example(cell: Cell) -> object:
    return "—" if cell.field.example in (None, "") else cell.field.example
