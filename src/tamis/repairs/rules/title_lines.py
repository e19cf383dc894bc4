"""Lines above the header left out."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="title-lines",
    title=Text(fr="Lignes de titre", en="Title lines"),
    does=Text(
        fr="Ne recopie pas les lignes au-dessus de l'en-tête ; le journal les garde.",
        en="Does not copy the lines above the header; the journal keeps them.",
    ),
    cures=("file.title-lines",),
    implied=True,
)
