"""Blank rows left out."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="blank-row",
    title=Text(fr="Lignes vides", en="Blank rows"),
    does=Text(fr="Ne recopie pas les lignes vides.", en="Does not copy blank rows."),
    cures=("row.blank",),
    implied=True,
)
