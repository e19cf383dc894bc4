"""Rules about what free texts hold: cells that no form and no list keeps in bounds."""

from __future__ import annotations

import polars as pl

from tamis.tables.cell import Cell


def is_free(cell: Cell) -> bool:
    """Whether a field takes any text: another type, a form or a list leaves no room for one."""
    field = cell.field
    bound = field.constraints.pattern is not None or field.constraints.enum is not None
    return field.type in {"string", "any"} and field.format == "default" and not bound


def like(texts: pl.Series, some: pl.Series, pattern: str) -> pl.Series:
    """Return which texts have a form: those alone that begin as it may are looked into.

    Texts are compared before they are searched, which costs nearly nothing.

    Args:
        texts: the texts.
        some: which of them begin as the form may.
        pattern: the form.
    """
    at = some.arg_true()
    matches = pl.zeros(texts.len(), dtype=pl.Int8, eager=True).cast(pl.Boolean)
    if at.len():
        matches = matches.scatter(at, texts.gather(at).str.contains(pattern))
    return matches.alias(texts.name)
