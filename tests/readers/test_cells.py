"""Cells of workbooks become texts that mean the same, a column at a time as one by one."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from tamis.readers.cells import frame, text

FLOATS = st.floats(allow_nan=False) | st.integers(-(2**60), 2**60).map(float)
CELLS = (
    FLOATS
    | st.text("a1. ", max_size=3)
    | st.booleans()
    | st.dates()
    | st.datetimes().map(lambda one: one.replace(microsecond=0))
    | st.times().map(lambda one: one.replace(microsecond=0))
    | st.timedeltas(dt.timedelta(0), dt.timedelta(9)).map(
        lambda one: one - one % dt.timedelta(0, 1)
    )
)


@given(st.lists(FLOATS, min_size=1))
@example([-0.0, 1e20, 1e-7, 2.0**53, 2.0**53 - 1, float("inf")])
def test_a_number_is_the_number_that_is_read(cells):
    texts, numbers = frame([[one] for one in cells], 1)
    assert [float(one) for one in texts["c0"]] == cells
    assert numbers["c0"].all()
    exact = [one for one in cells if abs(one) < 2**53 and one.is_integer()]
    assert {str(int(one)) for one in exact} <= set(texts["c0"])


@given(FLOATS)
def test_a_number_has_one_text_whatever_stands_beside_it(number):
    alone, _ = frame([[number]], 1)
    among, _ = frame([[number], ["x"], [dt.date(2024, 1, 1)], [True], [""]], 1)
    assert alone["c0"][0] == among["c0"][0]


@given(st.lists(CELLS | st.just(""), min_size=1))
def test_a_column_is_what_its_cells_are_one_by_one(cells):
    texts, numbers = frame([[one] for one in cells], 1)
    marks = [isinstance(one, float) for one in cells]
    assert (numbers["c0"].to_list() if numbers is not None else [False] * len(cells)) == marks
    for one, made in zip(cells, texts["c0"], strict=True):
        assert made == text(one) or float(made) == float(text(one))
