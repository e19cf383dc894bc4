"""A label for columns that have none."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="blank-label",
    title=Text(fr="Colonnes sans nom", en="Columns without a label"),
    does=Text(
        fr="Nomme « colonne_3 » la troisième colonne si elle est remplie et n'a pas de nom.",
        en="Calls the third column “colonne_3” where it is filled and has no label.",
    ),
    cures=("header.blank",),
    implied=True,
)
