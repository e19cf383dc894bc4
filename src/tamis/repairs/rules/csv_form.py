"""The form of a CSV file: delimiter, quotes, line ends."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="csv-form",
    title=Text(fr="Forme du fichier CSV", en="Form of the CSV file"),
    does=Text(
        fr="Écrit des virgules, des guillemets où il en faut, des fins de ligne LF, sans marque "
        "U+FEFF.",
        en="Writes commas, quotes where they are needed, line ends as LF, and no mark U+FEFF.",
    ),
    cures=(),
    implied=True,
)
