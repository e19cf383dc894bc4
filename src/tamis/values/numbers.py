"""Numbers as texts: without marks of groups and words around, and in their one exact form."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import polars as pl
from polars.datatypes import DataTypeClass

from tamis.model.schema import Field
from tamis.values.distinct import by_distinct

#: Decimal numbers, with an exponent or without.
FORM = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
#: The blanks that XML Schema collapses around a number (part 2, 4.3.6).
_BLANKS = " \t\n\r"
#: Digits beyond which a number is written with an exponent.
_FAR = 400
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


def cast(
    field: Field, text: pl.Expr, dtype: DataTypeClass, read: Callable[[pl.Expr], pl.Expr]
) -> pl.Expr:
    """Return the numbers that texts are: most are cast as they stand, the others read.

    Args:
        field: the field.
        text: the texts.
        dtype: the type of the numbers; a text that casts to a finite one is that number.
        read: gives the number of any text, null where it is none.
    """
    if not field.bare_number or field.group_char or field.decimal_char != ".":
        return read(text)

    def look(texts: pl.Series) -> pl.Series:
        numbers = texts.cast(dtype, strict=False)
        is_sure = numbers.is_finite() if dtype == pl.Float64 else numbers.is_not_null()
        is_odd = ~is_sure.fill_null(value=False) & texts.is_not_null()
        if not is_odd.any():
            return numbers
        odd = is_odd.arg_true()
        others = texts.gather(odd).alias("text").to_frame().select(read(pl.col("text")))
        return numbers.scatter(odd, others.to_series())

    return text.map_batches(look, return_dtype=dtype, is_elementwise=True)


def exact(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the one text by which equal numbers are written, however many digits they have.

    >>> field = Field(name="x", type="number")
    >>> pl.select(exact(field, pl.Series(["1.0", "-0", "1e2", ".50", "inf"]))).to_series().to_list()
    ['1', '0', '100', '0.5', 'INF']
    """
    plain = bare(field, text, FORM)
    decimal = pl.when(plain.str.contains(r"\A[+-]?[0-9.]+\z")).then(plain)
    zeros = decimal.str.replace(r"\A\+", "").str.replace(r"\A(-?)0+", "$1")
    trimmed = zeros.str.replace(r"\A([^.]*)(\.[0-9]*?)0*\z", "$1$2").str.replace(r"\.\z", "")
    whole = trimmed.str.replace(r"\A(-?)(\.|\z)", "${1}0$2")
    return pl.coalesce(
        pl.when(whole == "-0").then(pl.lit("0")).otherwise(whole),
        by_distinct(pl.when(decimal.is_null()).then(plain), _written, pl.String),
    )


def _written(text: str) -> str:
    """Return a number with an exponent, or one that is none, in its one form; else the text."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite():
        return "NaN" if value.is_nan() else ("INF" if value > 0 else "-INF")
    return f"{value.normalize():f}" if abs(value.adjusted()) < _FAR else str(value.normalize())
