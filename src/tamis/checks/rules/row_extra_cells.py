"""A row has more cells than the header."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="row.extra-cells",
    is_cause=True,
    alias="extra-cell",
    plain_note=True,
    title=Text(fr="Ligne trop longue", en="Row with extra cells"),
    message=Text(
        fr="La ligne a {note} {note:cellule|cellules} de plus que l'en-tête : « {value} ».",
        en="The row has {note} more {note:cell|cells} than the header: “{value}”.",
    ),
    why=Text(
        fr="Un séparateur de trop décale toutes les valeurs qui le suivent.",
        en="One delimiter too many shifts every value after it.",
    ),
    repair=Text(
        fr="Mettez entre guillemets la valeur qui contient le séparateur, ou ôtez le surplus.",
        en="Quote the value that holds the delimiter, or remove the surplus.",
    ),
)
