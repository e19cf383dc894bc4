"""Rules about what free texts hold: cells that no form and no list keeps in bounds."""

from __future__ import annotations

import polars as pl

from tamis.tables.cell import Cell


def is_free(cell: Cell) -> bool:
    """Whether a field takes any text: another type, a form or a list leaves no room for one."""
    field = cell.field
    bound = field.constraints.pattern is not None or field.constraints.enum is not None
    return field.type in {"string", "any"} and field.format == "default" and not bound


def has_accents(texts: pl.Series) -> pl.Series:
    """Return which texts have characters beyond ASCII.

    >>> has_accents(pl.Series(["côte", "cote"])).to_list()
    [True, False]
    """
    return texts.str.len_chars() != texts.str.len_bytes()


def begins_oddly(texts: pl.Series) -> pl.Series:
    """Return which texts begin as a formula or an error may: below letters, or as Err.

    Texts are compared, which costs next to nothing beside a search.
    """
    below = (texts < "0") | ((texts >= "=") & (texts < "A"))
    return below | ((texts >= "Err") & (texts < "Ers"))
