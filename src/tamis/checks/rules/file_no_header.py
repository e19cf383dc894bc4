"""The file has no header: its first line is a record."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.no-header",
    alias="blank-header",
    title=Text(
        fr="Fichier sans en-tête",
        en="File without a header",
    ),
    message=Text(
        fr="La première ligne n'est pas un en-tête, mais un enregistrement : « {value} ».",
        en="The first line is not a header but a record: “{value}”.",
    ),
    why=Text(
        fr="Sans en-tête, rien ne dit quelle colonne est laquelle ; beaucoup d'outils prennent "
        "le premier enregistrement pour l'en-tête, et le perdent.",
        en="Without a header, nothing says which column is which; many tools take the first "
        "record for the header, and lose it.",
    ),
    repair=Text(
        fr="Ajoutez au-dessus une ligne avec le nom des colonnes du schéma.",
        en="Add a line above, with the names of the schema's columns.",
    ),
)
