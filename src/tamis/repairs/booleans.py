"""The words for yes and no that a field has, and those that people write instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from tamis.model.schema import Field
from tamis.tables.cell import Cell

#: What says yes or no by itself; other words ("payant", "gratuit") say it of something.
_YES_OR_NO: Final = frozenset(
    ["oui", "non", "vrai", "faux", "true", "false", "yes", "no", "on", "off", "o", "n", "v",
     "f", "t", "y", "x", "1", "0"]
)  # fmt: skip


def has_yes_or_no(field: Field) -> bool:
    """Return whether a Boolean field has a word that says yes or no by itself."""
    own = (*field.true_values, *field.false_values)
    return any(word.lower() in _YES_OR_NO for word in own)


def in_the_words_of_the_field(
    cell: Cell, true: Sequence[str], false: Sequence[str]
) -> pl.Expr | None:
    """Return texts in which words for yes and no are the field's own.

    That is the same word in other letters, where the field knows it, else the first one.

    Args:
        cell: a field; None is returned for one that is no Boolean.
        true: words for yes, in lower case.
        false: words for no.
    """
    field = cell.field
    if field.type != "boolean" or not field.true_values or not field.false_values:
        return None
    own = [*field.true_values, *field.false_values]
    instead = {
        **dict.fromkeys(_without(true, field.false_values), field.true_values[0]),
        **dict.fromkeys(_without(false, field.true_values), field.false_values[0]),
    }
    for word in reversed(own):
        key = word.lower()
        same = (key, f"{key}.0") if key.isdigit() else (key,)
        instead.update({text: word for text in same if text in instead})
    written = cell.text.str.to_lowercase().replace_strict(
        instead, default=None, return_dtype=pl.String
    )
    other = pl.when(~cell.text.is_in(own)).then(written)
    return pl.coalesce(other, cell.text)


def _without(words: Sequence[str], opposite: Sequence[str]) -> list[str]:
    """Return the words that a schema does not give the other meaning, in one form or another."""
    other = {word.lower().removesuffix(".0") for word in opposite}
    return [word for word in words if word.removesuffix(".0") not in other]
