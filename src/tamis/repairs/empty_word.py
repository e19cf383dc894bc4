"""Words for “nothing”."""

from __future__ import annotations

import polars as pl

from tamis.model.rule import Applicability, RepairRule
from tamis.model.text import Text
from tamis.tables.cell import Cell

REPAIR = RepairRule(
    name="empty-word",
    title=Text(fr="Mots qui disent « rien »", en="Words for “nothing”"),
    does=Text(
        fr="Propose de vider la cellule qui dit « néant », « N/A » ou « - », là où le schéma "
        "admet le vide.",
        en="Proposes to empty the cell that says “néant”, “N/A” or “-”, where the schema allows "
        "it to be empty.",
    ),
    form=Text(fr="N/A → cellule vide", en="N/A → empty cell"),
    cures=("cell.",),
    applicability=Applicability.SHOW,
)
RANK = 60

_WORDS = [
    "#n/a", "#ref!", "#valeur!", "-", "--", "---", ".",
    "/", "?", "??", "aucun", "aucune",
    "inconnu", "inconnue", "n.c.", "n/a", "na", "nan", "nc", "neant", "nil", "non communiqué",
    "non connu",
    "non renseigné", "non renseignée", "none", "nr", "null", "néant", "rien", "s/o", "sans objet",
    "so", "vide",
]  # fmt: skip


def bind(cell: Cell) -> pl.Expr:
    """Write nothing instead of a word that means nothing."""
    word = cell.text.str.strip_chars().str.to_lowercase()
    return pl.when(word.is_in(_WORDS)).then(pl.lit("")).otherwise(cell.text)
