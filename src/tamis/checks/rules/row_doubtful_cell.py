"""A quoted cell holds lines that have the shape of records."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="row.doubtful-cell",
    plain_note=True,
    title=Text(
        fr="Cellule qui contient peut-être des lignes",
        en="Cell that may hold rows",
    ),
    message=Text(
        fr="Le guillemet ouvert à cette ligne se referme à la ligne {note} ; les lignes entre "
        "les deux ont la forme d'enregistrements, et sont lues comme une seule cellule : "
        "{value}",
        en="The quote opened on this line closes on line {note}; the lines in between look like "
        "records, and are read as one cell: {value}",
    ),
    why=Text(
        fr="Si ces guillemets sont égarés, des enregistrements sont perdus.",
        en="If these quotes are stray, records are lost.",
    ),
    repair=Text(
        fr="Vérifiez ces deux lignes : ôtez les guillemets s'ils sont de trop ; sinon, remplacez"
        " les sauts de ligne de la cellule.",
        en="Check both lines: remove the quotes if they are stray; else replace the line breaks "
        "within the cell.",
    ),
)
