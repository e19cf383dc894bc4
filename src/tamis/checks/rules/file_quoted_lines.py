"""Each line of the file stands whole between quotes: one cell where many were meant."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.quoted-lines",
    is_cause=True,
    is_told_whole=True,
    title=Text(fr="Lignes entières entre guillemets", en="Whole lines in quotes"),
    message=Text(
        fr="Chaque ligne est entre guillemets, donc une seule cellule : « {value} ». Le séparateur "
        "« {note} » ne sépare rien.",
        en="Every line is enclosed in quotes, and is therefore a single cell: “{value}”. "
        "The delimiter "
        "“{note}” separates nothing.",
    ),
    why=Text(
        fr="Aucune colonne n'est reconnue, donc rien n'est vérifié ni réutilisable.",
        en="No column is recognised, so nothing can be checked or reused.",
    ),
    repair=Text(
        fr="Ôtez le guillemet qui ouvre et celui qui ferme chaque ligne, ou exportez de nouveau "
        "les données de leur logiciel.",
        en="Remove the quotes at both ends of each line, or export the data from their software "
        "again.",
    ),
)
