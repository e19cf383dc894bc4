"""Formula without a saved value."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="row.uncomputed-formula",
    plain_note=True,
    title=Text(
        fr="Formule sans valeur enregistrée",
        en="Formula without a saved value",
    ),
    message=Text(
        fr="La formule de {note} n'a pas de valeur enregistrée : {value}",
        en="The formula in {note} has no saved value: {value}",
    ),
    why=Text(
        fr="Un fichier écrit par un programme n'a pas le résultat de ses formules : la cellule "
        "passe pour vide.",
        en="A file written by a program may lack the results of its formulas: the cell looks "
        "empty.",
    ),
    repair=Text(
        fr="Ouvrez le classeur dans un tableur et enregistrez-le, ou faites écrire les valeurs.",
        en="Open the workbook in a spreadsheet and save it, or have the program write the values.",
    ),
)
