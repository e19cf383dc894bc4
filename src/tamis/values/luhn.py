"""Identifiers of the Sirene register (Insee), by their check digit, without a loop over rows.

A SIREN has nine digits and a SIRET fourteen, the first nine being a SIREN; both hold the Luhn
check. The establishments of La Poste, more numerous than the check allows for, hold another:
the sum of their fourteen digits is a multiple of five (Insee, "SIRET").
"""

from __future__ import annotations

from typing import Final

import polars as pl

SIREN: Final = 9
SIRET: Final = 14
_LA_POSTE: Final = 356_000_000
_LUHN, _POSTAL = 10, 5
_LAST_DIGIT = 9


def compact(text: pl.Expr) -> pl.Expr:
    """Return an identifier without the blanks that people group its digits with."""
    return text.str.replace_all(r"[ \x{A0}\x{202F}]", "")


def digits(text: pl.Expr, length: int) -> pl.Expr:
    """Return the number that `length` digits write, null where the text is anything else."""
    plain = compact(text)
    shaped = plain.str.contains(rf"\A[0-9]{{{length}}}\z")
    return pl.when(shaped).then(plain).cast(pl.Int64, strict=False)


def has_check_digit(number: pl.Expr, length: int) -> pl.Expr:
    """Return whether the last digit is the one that Luhn's formula gives."""
    total = pl.lit(0, dtype=pl.Int64)
    for place in range(length):
        digit = _digit(number, place)
        if place % 2:
            digit = digit * 2 - _LAST_DIGIT * (digit > _LAST_DIGIT // 2).cast(pl.Int64)
        total = total + digit
    return (total % _LUHN).eq(0)


def is_siret(number: pl.Expr) -> pl.Expr:
    """Return whether the check digits of a SIRET hold: its SIREN's, and its own."""
    siren = number.floordiv(10 ** (SIRET - SIREN))
    own = has_check_digit(number, SIRET)
    total = pl.sum_horizontal(_digit(number, place) for place in range(SIRET))
    postal = siren.eq(_LA_POSTE) & (total % _POSTAL).eq(0)
    return (own & has_check_digit(siren, SIREN)) | postal


def flaw(text: pl.Expr, length: int) -> pl.Expr:
    """Return what is wrong with an identifier: 0 its form, 1 its check digit, 2 nothing but zeros.

    The number is read once: an expression that names it forty times would read it forty times.
    """

    def apply(texts: pl.Series) -> pl.Series:
        read = texts.to_frame("text").with_columns(number=digits(pl.col("text"), length))
        number = pl.col("number")
        right = is_siret(number) if length == SIRET else has_check_digit(number, length)
        flaws = pl.when(number.is_null()).then(0).when(~right).then(1).when(number == 0).then(2)
        flaw_codes = pl.when(pl.col("text").is_not_null()).then(flaws).cast(pl.Int8)
        return read.select(flaw_codes).to_series().alias(texts.name)

    return text.map_batches(apply, return_dtype=pl.Int8)


def _digit(number: pl.Expr, place: int) -> pl.Expr:
    """Return the digit at `place`, from 0 at the right."""
    return number.floordiv(10**place).mod(10)
