"""Cells with a quote astray quoted as a whole."""

from __future__ import annotations

from tamis.model.rule import RepairRule
from tamis.model.text import Text

REPAIR = RepairRule(
    name="stray-quote",
    title=Text(fr="Guillemets mal placés", en="Stray quotes"),
    does=Text(
        fr="Entoure de guillemets les cellules qui en contiennent, et double ces derniers.",
        en="Quotes the cells that hold quotes, and doubles these.",
    ),
    cures=("row.stray-quote",),
    implied=True,
)
