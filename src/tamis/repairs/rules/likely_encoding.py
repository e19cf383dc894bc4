"""The file written in UTF-8, out of an encoding that is likely, not sure."""

from __future__ import annotations

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="likely-encoding",
    title=Text(fr="Encodage probable", en="Likely encoding"),
    does=Text(
        fr="Écrit en UTF-8 un fichier lu dans l'encodage que ses lettres rendent probable.",
        en="Writes in UTF-8 a file that was read in the encoding that its letters make likely.",
    ),
    cures=("file.unsure-encoding",),
    applicability=Applicability.UNSAFE,
    implied=True,
)
