"""Another header stands among the records, whose columns come in another order."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.other-header",
    title=Text(
        fr="En-tête dans un autre ordre",
        en="Header in another order",
    ),
    message=Text(
        fr="Un autre en-tête se trouve à cette ligne, dont les colonnes viennent dans un autre "
        "ordre : « {value} ».",
        en="Another header stands on this line, whose columns come in another order: “{value}”.",
    ),
    why=Text(
        fr="Deux fichiers ont été mis bout à bout : les cellules qui suivent sont lues dans "
        "d'autres colonnes que les leurs.",
        en="Two files were put end to end: the cells below are read in other columns than theirs.",
    ),
    repair=Text(
        fr="Faites deux fichiers, ou mettez les colonnes qui suivent dans l'ordre de l'en-tête.",
        en="Make two files, or put the columns below in the order of the header.",
    ),
)
