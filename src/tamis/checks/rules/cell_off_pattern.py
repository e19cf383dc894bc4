"""A cell does not match its field's pattern."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import backtrack, identifiers, patterns

RULE = Rule(
    code="cell.off-pattern",
    alias="constraint-error",
    title=Text(fr="Valeur qui ne suit pas le motif attendu", en="Value off its pattern"),
    message=Text(
        fr="« {value} » ne suit pas le motif de « {field} » : {pattern}{like}.",
        en="“{value}” does not follow the pattern of “{field}”: {pattern}{like}.",
    ),
    why=Text(
        fr="Le motif garantit que l'identifiant ou le code désigne bien ce qu'il doit désigner.",
        en="The pattern ensures that the identifier or code names what it should.",
    ),
    repair=Text(
        fr="Récrivez la valeur {model}.",
        en="Write the value again {model}.",
    ),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts that the whole pattern does not match (Table Schema, "pattern")."""
    pattern = cell.field.constraints.pattern
    if pattern is None:
        return
    params = {"pattern": pattern, **_told(cell, pattern)}
    if patterns.is_usable(pattern):
        matched = patterns.judged(cell.field, cell.text, cell.value).str.contains(
            patterns.anchored(pattern)
        )
        yield CellCondition(broken=~matched, params=params)
    elif backtrack.is_usable(pattern):
        yield CellCondition(
            broken=~backtrack.whole(patterns.judged(cell.field, cell.text, cell.value), pattern),
            params=params,
        )


def _told(cell: Cell, pattern: str) -> dict[str, Text | str]:
    """Return what shows the form: the field's example, else the form in words, else the pattern."""
    example = cell.field.example
    if example not in (None, ""):
        return {
            "like": Text(fr=f" (exemple : {example})", en=f" (example: {example})"),
            "model": Text(
                fr=f"sur le modèle de l'exemple : {example}", en=f"after the example: {example}"
            ),
        }
    shape = identifiers.shape(pattern)
    if shape is None:
        model = Text(
            fr=f"comme le veut le motif : {pattern}", en=f"as the pattern wants it: {pattern}"
        )
        return {"like": "", "model": model}
    return {
        "like": Text(fr=f" ({shape.fr})", en=f" ({shape.en})"),
        "model": Text(fr=f"sous la forme : {shape.fr}", en=f"in the form: {shape.en}"),
    }
