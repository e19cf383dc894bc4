"""A cell does not match its field's pattern."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import reasons
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import backtrack, identifiers, patterns

RULE = Rule(
    code="cell.off-pattern",
    alias="constraint-error",
    title=Text(fr="Valeur qui n'a pas la forme attendue", en="Value not in the expected form"),
    message=Text(
        fr="« {value} » n'a pas la forme voulue pour « {field} »{like}.",
        en="“{value}” does not have the form required for “{field}”{like}.",
    ),
    why=Text(
        fr="Les logiciels qui attendent cette forme ne reconnaissent pas une autre écriture.",
        en="Software that expects this form does not recognise another.",
    ),
    repair=Text(
        fr="Réécrivez la valeur {model}.",
        en="Rewrite the value {model}.",
    ),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts that the whole pattern does not match (Table Schema, "pattern")."""
    pattern = cell.field.constraints.pattern
    if pattern is None:
        return
    params = {"pattern": pattern, "why": reasons.of_form(cell), **_told(cell, pattern)}
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
            "like": Text(fr=f", par exemple {example}", en=f", for instance {example}"),
            "model": Text(
                fr=f"sur le modèle de l'exemple : {example}", en=f"like the example: {example}"
            ),
        }
    shape = identifiers.shape(pattern)
    if shape is None:
        model = Text(
            fr=f"comme le veut le motif : {pattern}", en=f"as the pattern requires: {pattern}"
        )
        like = Text(fr=f", selon le motif {pattern}", en=f", given by the pattern {pattern}")
        return {"like": like, "model": model}
    return {
        "like": Text(fr=f" : {shape.fr}", en=f": {shape.en}"),
        "model": Text(fr=f"sous la forme : {shape.fr}", en=f"in the form: {shape.en}"),
    }
