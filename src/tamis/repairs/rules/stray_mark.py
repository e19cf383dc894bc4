"""Stray byte order marks left out."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="stray-mark",
    title=Text(fr="Marques d'ordre des octets", en="Byte order marks"),
    does=Text(
        fr="Ne recopie pas les marques U+FEFF au début d'une ligne ou d'une cellule.",
        en="Does not copy the marks U+FEFF that begin a line or a cell.",
    ),
    cures=("file.stray-mark",),
    implied=True,
)
