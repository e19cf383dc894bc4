"""The fields of a compiled table, one by one and together, as the rooms above see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.tables.witness import NO_WITNESS, ColumnWitness


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One field of a plan, as its checks and repairs see it.

    Attributes:
        text: the text of the cell, null where it is a missing value.
        value: the typed value, null where the text is missing or is not of the type.
        expected: the form that the text must have.
        as_of: the day on which the source was last changed (ISO 8601); "" where nobody says.
        witness: what the texts of the column show of how its author writes.
    """

    field: Field
    schema: Schema
    text: pl.Expr
    value: pl.Expr
    expected: Text
    witness: ColumnWitness = NO_WITNESS
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The fields of a plan together, as the rules that look at several see them.

    `cells` holds the fields that the file has, by name; none is looked for twice.
    """

    schema: Schema
    cells: Mapping[str, Cell]
