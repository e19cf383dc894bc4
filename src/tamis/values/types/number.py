"""Decimal numbers (Table Schema, "number"; lexical form of XML Schema 2, 3.2.3 to 3.2.5)."""

from __future__ import annotations

from itertools import product

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import numbers

DTYPE = pl.Float64

#: NaN, INF and -INF; "case need not be respected" (Table Schema, "number").
_SPECIAL = [
    sign + "".join(letters)
    for sign, word in (("", "nan"), ("", "inf"), ("-", "inf"))
    for letters in product(*((c, c.upper()) for c in word))
]


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the number as a 64-bit float."""

    def read(text: pl.Expr) -> pl.Expr:
        plain = numbers.bare(field, text, numbers.FORM)
        value = plain.cast(pl.Float64, strict=False)
        return pl.when(value.is_finite() | plain.is_in(_SPECIAL)).then(value)

    return numbers.cast(field, text, pl.Float64, read)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    mark = field.decimal_char
    if mark == ".":
        return Text(
            fr="un nombre, avec un point pour les décimales et sans espace, par exemple 12.5",
            en="a number, with a point before decimals and no spaces, such as 12.5",
        )
    return Text(
        fr=f"un nombre, avec « {mark} » pour les décimales, par exemple 12{mark}5",
        en=f"a number, with “{mark}” before decimals, such as 12{mark}5",
    )
