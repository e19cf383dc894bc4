"""A pattern takes longer on some text than can be waited for."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import backtrack, patterns

RULE = Rule(
    code="schema.costly-pattern",
    severity=Severity.WARNING,
    title=Text(fr="Motif trop coûteux", en="Pattern that costs too much"),
    message=Text(
        fr="« {value} » n'a pas été confronté au motif de « {field} » : ce serait trop long.",
        en="“{value}” was not checked against the pattern of “{field}”: it would take too long.",
    ),
    why=Text(
        fr="Le motif {pattern} peut occuper un ordinateur pendant des heures sur quelques lettres.",
        en="The pattern {pattern} can keep a computer busy for hours with a few letters.",
    ),
    repair=Text(
        fr="Réécrivez le motif dans le schéma, sans renvoi arrière (\\1) ni répétition imbriquée.",
        en="Write the pattern again in the schema, without backreference (\\1) nor nested "
        "repetition.",
    ),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts on which a pattern that needs backtracking ran out of time."""
    pattern = cell.field.constraints.pattern
    if pattern is not None and not patterns.is_usable(pattern) and backtrack.is_usable(pattern):
        text = patterns.judged(cell.field, cell.text, cell.value)
        late = backtrack.whole(text, pattern).is_null() & text.is_not_null()
        yield CellCondition(broken=late, params={"pattern": pattern})
