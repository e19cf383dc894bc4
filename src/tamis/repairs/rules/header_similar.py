"""Labels that come near the name of a field which the file lacks."""

from __future__ import annotations

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="header-similar",
    title=Text(fr="Noms de colonnes approchants", en="Similar column labels"),
    does=Text(
        fr="Propose le nom du champ absent dont celui de la colonne s'approche le plus.",
        en="Proposes the name of the missing field closest to the column's label.",
    ),
    cures=("header.unknown-field", "header.forbidden-field"),
    applicability=Applicability.SHOW,
)
