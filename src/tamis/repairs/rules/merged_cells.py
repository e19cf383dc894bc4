"""Cells merged with those above them filled with what they show."""

from __future__ import annotations

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="merged-cells",
    title=Text(fr="Cellules fusionnées", en="Merged cells"),
    does=Text(
        fr="Écrit, dans chaque cellule d'une fusion verticale, la valeur que la fusion affiche.",
        en="Writes, in each cell of a vertical merge, the value that the merge shows.",
    ),
    cures=("row.merged-cell",),
    applicability=Applicability.UNSAFE,
)
