"""Words that people write where they have nothing to say."""

from __future__ import annotations

import polars as pl

_WORDS = [
    "#n/a", "#ref!", "#valeur!", "-", "--", "---", ".",
    "/", "?", "??", "aucun", "aucune",
    "inconnu", "inconnue", "n.c.", "n.d.", "n/a", "n/c", "na", "nan", "nc", "nd", "neant", "nil",
    "non communiqué", "non connu",
    "non renseigné", "non renseignée", "none", "nr", "null", "néant", "rien", "s/o", "sans objet",
    "so", "vide",
]  # fmt: skip


def is_empty_word(text: pl.Expr) -> pl.Expr:
    """Return whether a text is one of these words, in whatever case."""
    return text.str.strip_chars().str.to_lowercase().is_in(_WORDS)
