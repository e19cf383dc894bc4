"""No spreadsheet runs a text once marked, and the mark is taken back to the letter."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.values.formulas import exact, exact_text, inert, inert_frame

TEXTS = st.text(alphabet="'=+-@\t\r\n 0123456789.,()aé\u00a0\u202f", max_size=6) | st.text()


@given(st.lists(TEXTS | st.none()))
def test_a_frame_is_marked_as_its_texts_are_and_both_are_taken_back(texts):
    frame = pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)})
    marked = inert_frame(frame)
    assert marked["x"].to_list() == [None if text is None else inert(text) for text in texts]
    assert marked.select(exact(pl.col("x")))["x"].to_list() == texts
    assert [text if text is None else exact_text(inert(text)) for text in texts] == texts


@given(TEXTS)
def test_a_marked_text_is_never_that_of_another(text):
    marked = inert(text)
    assert marked in {text, f"'{text}"}
    assert exact_text(marked) == text


@pytest.mark.parametrize("text", [
    "=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "-2+3", "+33=1", "--1", "+ 1", "-1.", "+1\n",
    "-1\n", "+\n", "'=1", "''=1", "-(1)", "+33a",
])  # fmt: skip
def test_what_a_spreadsheet_would_run_is_marked(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", [
    "", "a", "1", "-1", "-1,5", "+1.5", "-1 000,50", "-1\u00a0000", "-1\u202f000",
    "+33 6 12 34 56 78", "+33 (0)6.12", "+", "-", "'a", "'", "1=1", " =1",
])  # fmt: skip
def test_what_it_would_not_is_left(text):
    assert inert(text) == text
    assert exact_text(text) == text


def test_other_columns_are_left():
    frame = pl.DataFrame({"n": [-1, 2], "x": ["=a", None]})
    assert inert_frame(frame).to_dict(as_series=False) == {"n": [-1, 2], "x": ["'=a", None]}
