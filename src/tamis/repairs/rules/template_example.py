"""The row of examples of a template left out."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="template-example",
    title=Text(fr="Ligne d'exemple d'un modèle", en="Row of examples of a template"),
    does=Text(
        fr="Ne recopie pas la ligne d'exemple d'un modèle à remplir, si elle est intacte ; le "
        "journal la garde.",
        en="Does not copy the row of examples of a template, where it is untouched; the journal "
        "keeps it.",
    ),
    cures=("row.template-example",),
    implied=True,
)
