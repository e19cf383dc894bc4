"""The file written in UTF-8."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="encoding",
    title=Text(fr="Encodage", en="Encoding"),
    does=Text(fr="Écrit le fichier en UTF-8.", en="Writes the file in UTF-8."),
    cures=("file.mixed-encoding", "file.not-utf8"),
    implied=True,
)
