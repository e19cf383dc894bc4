"""A cell does not match its field's pattern."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import Bound
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import _backtrack, _pattern

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
    if pattern is None:
        return
    params = {"pattern": pattern, "example": _example(cell)}
    if _pattern.usable(pattern):
        matched = _pattern.judged(cell.field, cell.text, cell.value).str.contains(
            _pattern.anchored(pattern)
        )
        yield Bound(broken=~matched, params=params)
    elif _backtrack.usable(pattern):
        yield Bound(
            broken=~_backtrack.whole(_pattern.judged(cell.field, cell.text, cell.value), pattern),
            params=params,
        )


def _example(cell: Cell) -> object:
    return "—" if cell.field.example in (None, "") else cell.field.example
