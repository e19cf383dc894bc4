"""Another format than that of the file."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="file-format",
    title=Text(fr="Format du fichier", en="Format of the file"),
    does=Text(
        fr="Écrit la table dans le format de la sortie (CSV, classeur), s’il n’est pas celui du "
        "fichier.",
        en="Writes the table in the format of the output (CSV, workbook), where it is not that of "
        "the file.",
    ),
    cures=(),
    implied=True,
)
