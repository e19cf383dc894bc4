"""A code was typed as a number, and does not have the form of the code any more."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="cell.lost-zeros",
    alias="constraint-error",
    title=Text(fr="Code saisi comme un nombre", en="Code typed as a number"),
    message=Text(
        fr="« {value} » est un nombre dans « {field} », qui attend un code : les zéros de tête "
        "ou les derniers chiffres sont perdus.",
        en="“{value}” is a number in “{field}”, which requires a code: leading zeros or "
        "last digits "
        "are lost.",
    ),
    why=Text(
        fr="Un tableur ôte les zéros au début d'un nombre et arrondit au-delà de quinze chiffres.",
        en="Spreadsheets drop the zeros before a number and round beyond fifteen digits.",
    ),
    repair=Text(
        fr="Mettez la colonne au format Texte, puis écrivez le code entier.",
        en="Set the column to the Text format, then write the whole code.",
    ),
)

#: What a number in the place of a code would otherwise be told as.
INSTEAD_OF = frozenset({"cell.off-pattern", "cell.wrong-length", "cell.off-list"})
