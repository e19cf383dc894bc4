"""Totals, notes and units left out."""

from __future__ import annotations

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="not-a-row",
    title=Text(fr="Lignes qui ne sont pas des enregistrements", en="Rows that are not records"),
    does=Text(
        fr="Ne recopie pas les totaux, les notes, les lignes d'unités et les en-têtes répétés ; le "
        "journal les garde.",
        en="Does not copy totals, notes, rows of units and repeated headers; the journal keeps "
        "them.",
    ),
    cures=("likely.not-a-row",),
    applicability=Applicability.UNSAFE,
)
