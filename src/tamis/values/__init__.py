"""A file = a type of value: how its text is read, and what to tell who wrote it otherwise.

Every module gives the same three names:

* ``DTYPE`` the Polars type of the values;
* ``parse(field, text)`` an expression: the typed value, null where the text is not one;
* ``expected(field)`` a sentence: the form that the text must have.

One that is costly to read may also have ``sure(field)``: a regular expression (of our own dialect)
that only texts that are read match as a whole, or None. Others are read to be known.

`text` is never the missing value: that is decided before.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol, cast

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from tamis.model.schema import Field
from tamis.model.text import Text


class ValueType(Protocol):
    """What every module of this room gives."""

    DTYPE: DataType | DataTypeClass

    def parse(self, field: Field, text: pl.Expr) -> pl.Expr:
        """Return the typed value of `text`, null where it is none."""
        ...

    def expected(self, field: Field) -> Text:
        """Return the form that the text must have."""
        ...


@cache
def type_names() -> frozenset[str]:
    """Return the names of the types that can be read (Table Schema, "Field Types")."""
    return frozenset(p.stem for p in (Path(__file__).parent / "types").glob("[a-z]*.py"))


def type_module(field: Field) -> ValueType:
    """Return the module that reads `field`; a type that is not known is read as ``any``."""
    name = field.type if field.type in type_names() else "any"
    return cast("ValueType", importlib.import_module(f"{__name__}.types.{name}"))


def read(field: Field, texts: Sequence[str | None]) -> pl.Series:
    """Return the values of some texts, through the very expressions that read a file."""
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    return frame.select(value=type_module(field).parse(field, pl.col("text"))).to_series()


def descriptor_text(value: object, field: Field | None = None) -> str:
    """Return the text by which a descriptor means `value` (bounds, enum members).

    A text stands as it is; a JSON value is written as the cells of `field` write it.

    >>> descriptor_text(True), descriptor_text(3), descriptor_text("a")
    ('true', '3', 'a')
    >>> descriptor_text(2.5, Field(name="x", type="number", decimal_char=","))
    '2,5'
    """
    import json

    if isinstance(value, str):
        return value
    if isinstance(value, bool) and field is not None and field.type == "boolean":
        words = field.true_values if value else field.false_values
        return words[0] if words else ""
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and field is not None:
        return text.replace(".", field.decimal_char)
    return text
