"""Decimal numbers (Table Schema, "number"; lexical form of XML Schema 2, 3.2.3 to 3.2.5)."""

from __future__ import annotations

from itertools import product

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text

DTYPE = pl.Float64

#: NaN, INF and -INF; "case need not be respected" (Table Schema, "number").
_SPECIAL = [
    sign + "".join(letters)
    for sign, word in (("", "nan"), ("", "inf"), ("-", "inf"))
    for letters in product(*((c, c.upper()) for c in word))
]
FORM = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
#: The blanks that XML Schema collapses around a number (part 2, 4.3.6).
_BLANKS = " \t\n\r"
#: A mark that no number holds, put where the text has a point that is no decimal point.
_ALIEN = "\u2400"


def bare(field: Field, text: pl.Expr, number: str) -> pl.Expr:
    """Return `text` in the plain form: no group mark, a decimal point, nothing around."""
    text = text.str.strip_chars(_BLANKS)
    if not field.bare_number:
        text = text.str.replace_all("\u00a0", " ", literal=True)
    if field.group_char:
        text = text.str.replace_all(field.group_char, "", literal=True)
    if field.decimal_char != ".":
        if field.group_char != ".":
            # A final point after the number is a unit's or a sentence's where others may stand.
            text = text.str.replace_all(".", _ALIEN, literal=True)
        text = text.str.replace(field.decimal_char, ".", literal=True)
    if not field.bare_number:
        around = r"[^0-9+\-.]"
        text = text.str.extract(rf"\A{around}*({number})[^0-9]*\z", 1)
    return text


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the number as a 64-bit float."""
    plain = bare(field, text, FORM)
    value = plain.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite() | plain.is_in(_SPECIAL)).then(value)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    mark = field.decimal_char
    if mark == ".":
        return Text(
            fr="un nombre, avec un point pour les décimales et sans espace, par exemple 12.5",
            en="a number, with a point before decimals and no blank, such as 12.5",
        )
    return Text(
        fr=f"un nombre, avec « {mark} » pour les décimales, par exemple 12{mark}5",
        en=f"a number, with “{mark}” before decimals, such as 12{mark}5",
    )
