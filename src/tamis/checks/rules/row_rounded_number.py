"""Number of more than fifteen digits."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.rounded-number",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(
        fr="Nombre de plus de quinze chiffres",
        en="Number of more than fifteen digits",
    ),
    message=Text(
        fr="Le nombre de {note} a plus de quinze chiffres : les derniers sont sans doute perdus "
        "({value}).",
        en="The number in {note} has more than fifteen digits: the last ones are likely lost "
        "({value}).",
    ),
    why=Text(
        fr="Un tableur arrondit tout nombre au-delà de quinze chiffres.",
        en="Spreadsheets round every number beyond fifteen digits.",
    ),
    repair=Text(
        fr="Mettez la colonne au format Texte, puis écrivez le code entier.",
        en="Set the column to the Text format, then write the whole code.",
    ),
)
