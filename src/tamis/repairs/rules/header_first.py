"""Records above the header put below it."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="header-first",
    title=Text(fr="Enregistrements sous l'en-tête", en="Records below the header"),
    does=Text(
        fr="Écrit sous l'en-tête les enregistrements qui sont au-dessus.",
        en="Moves the records that are above the header to below it.",
    ),
    cures=(),
    implied=True,
)
