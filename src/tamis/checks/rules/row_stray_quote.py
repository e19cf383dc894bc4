"""A quote stands inside a cell that is not quoted as a whole."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.stray-quote",
    is_cause=True,
    severity=Severity.WARNING,
    title=Text(fr="Guillemet mal placé", en="Stray quote"),
    message=Text(
        fr="Un guillemet se trouve au milieu d'une cellule : {value}",
        en="There is a quote in the middle of a cell: {value}",
    ),
    why=Text(
        fr="Chaque outil lit une telle ligne à sa façon.",
        en="Every tool reads such a row in its own way.",
    ),
    repair=Text(
        fr="Entourez la cellule de guillemets et doublez ceux de l'intérieur.",
        en="Quote the whole cell and double the quotes inside.",
    ),
)
