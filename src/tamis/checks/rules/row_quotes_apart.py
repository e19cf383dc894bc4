"""Two stray quotes far apart: the lines between them were read as rows."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="row.quotes-apart",
    is_cause=True,
    plain_note=True,
    title=Text(
        fr="Guillemets qui avalent des lignes",
        en="Quotes that swallow lines",
    ),
    message=Text(
        fr="Le guillemet ouvert à cette ligne ne se referme qu'à la ligne {note} ; chaque ligne "
        "entre les deux est un enregistrement, et a été lue comme tel : {value}",
        en="The quote opened on this line only closes on line {note}; each line in between is a "
        "record, and was read as one: {value}",
    ),
    why=Text(
        fr="Les autres outils prennent toutes ces lignes pour une seule cellule, et perdent ces "
        "enregistrements.",
        en="Other tools take all these lines for one cell, and lose these records.",
    ),
    repair=Text(
        fr="Ôtez les deux guillemets, ou doublez-les dans une cellule entourée de guillemets.",
        en="Remove both quotes, or double them inside a quoted cell.",
    ),
)
