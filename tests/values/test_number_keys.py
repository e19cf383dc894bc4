"""Keys of numbers are compared in one form; what is no number stays as it is written."""

import polars as pl
import pytest

from tamis.model.schema import Field
from tamis.values import numbers


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1.0", "1"),
        ("+007", "7"),
        ("-0.0", "0"),
        ("1E3", "1000"),
        ("9007199254740993", "9007199254740993"),
        ("0.10000000000000001", "0.10000000000000001"),
        ("NaN", "NaN"),
        ("mistake", "mistake"),
        ("", ""),
    ],
)
def test_one_form(text, form):
    cells = pl.Series([text])
    assert pl.select(numbers.exact(Field(name="x", type="number"), cells)).item() == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1e2", "100"), ("1.50e1", "15"), ("-1E-2", "-0.01"), ("1e400", "1E+400"),
        ("1e-400", "1E-400"), ("1e399", "1" + "0" * 399), ("0e5", "0"), ("-0e1", "-0"),
        ("INF", "INF"), ("-inf", "-INF"), ("nan", "NaN"), ("x1", "x1"), ("1e", "1e"),
    ],
)  # fmt: skip
def test_numbers_with_an_exponent_have_one_form(text, form):
    assert numbers._written(text) == form
