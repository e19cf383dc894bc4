"""A file holds no header."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.empty",
    alias="source-error",
    title=Text(fr="Fichier vide", en="Empty file"),
    message=Text(fr="Le fichier est vide.", en="The file is empty."),
    why=Text(fr="Il n'y a rien à lire.", en="There is nothing to read."),
    repair=Text(
        fr="Vérifiez que l'export s'est bien terminé, puis recommencez.",
        en="Check that the export finished, then try again.",
    ),
)
