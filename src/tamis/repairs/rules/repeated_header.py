"""Repeated headers left out."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="repeated-header",
    title=Text(fr="En-têtes répétés", en="Repeated headers"),
    does=Text(
        fr="Ne recopie pas les lignes qui répètent l'en-tête ; le journal les garde.",
        en="Does not copy lines that repeat the header; the journal keeps them.",
    ),
    cures=("row.repeated-header",),
    implied=True,
)
