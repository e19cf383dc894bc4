"""What Python reads is read once a distinct text, and lands on the rows that it is of."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.values.distinct import by_distinct, by_distinct_pair, where, which_pairs

SOME = st.lists(st.tuples(st.sampled_from(["a", "b", "", None]), st.sampled_from(["a", "c", None])))


def frame_of(pairs):
    schema = {"x": pl.String, "y": pl.String}
    return pl.DataFrame(pairs, schema=schema, orient="row")


@given(SOME)
def test_pairs_are_read_in_order_and_nulls_stay(pairs):
    read = by_distinct_pair(pl.col("x"), pl.col("y"), lambda a, b: f"{a}>{b}", pl.String)
    answers = frame_of(pairs).select(read).to_series()
    assert answers.dtype == pl.String
    wanted = [None if None in (a, b) else f"{a}>{b}" for a, b in pairs]
    assert answers.to_list() == wanted


@given(SOME)
def test_pairs_of_which_something_is_true(pairs):
    answers = frame_of(pairs).select(which_pairs(pl.col("x"), pl.col("y"), str.__eq__)).to_series()
    assert answers.dtype == pl.Boolean
    assert answers.to_list() == [a is not None and a == b for a, b in pairs]


def test_each_pair_is_asked_once():
    asked = []

    def read(first, second):
        asked.append((first, second))
        return first < second

    frame = frame_of([("a", "b"), ("b", "a"), ("a", "b"), (None, "a"), ("a", None)])
    pairs = pl.col("x"), pl.col("y")
    answers = frame.select(read=by_distinct_pair(*pairs, read, pl.Boolean))
    assert answers["read"].to_list() == [True, False, True, None, None]
    assert sorted(asked) == [("a", "b"), ("b", "a")]
    asked.clear()
    answers = frame.select(is_wanted=which_pairs(*pairs, read))
    assert answers["is_wanted"].to_list() == [True, False, True, False, False]
    assert sorted(asked) == [("a", "b"), ("b", "a")]


def test_a_text_is_read_once_and_what_gives_none_stays_null():
    asked = []

    def read(text):
        asked.append(text)
        return int(text) if text.isdigit() else None

    frame = pl.DataFrame({"x": ["2", "x", None, "2", "x"]})
    answers = frame.select(by_distinct(pl.col("x"), read, pl.Int64))
    assert answers.columns == ["x"]
    assert answers["x"].to_list() == [2, None, None, 2, None]
    assert sorted(asked) == ["2", "x"]


@pytest.mark.parametrize("doubted", [
    [], [False] * 4, [True] * 4, [True, False, False, False], [False, True, True, False],
    [True, None, True, True], [None] * 4,
])  # fmt: skip
def test_rows_in_doubt_alone_are_asked(doubted):
    asked = []

    def ask(frame):
        asked.extend(frame["n"])
        return frame.select(pl.when(pl.col("n") < 3).then(pl.col("n") % 2 == 0)).to_series()

    frame = pl.DataFrame({"n": pl.Series(range(len(doubted)), dtype=pl.Int64)})
    mask = where(frame, pl.Series(doubted, dtype=pl.Boolean), ask)
    assert mask.dtype == pl.Boolean
    assert mask.to_list() == [bool(doubt) and n in {0, 2} for n, doubt in enumerate(doubted)]
    in_doubt = [n for n, doubt in enumerate(doubted) if doubt]
    # Where most are in doubt, all are asked at once.
    assert asked == (list(range(len(doubted))) if 2 * len(in_doubt) > len(doubted) else in_doubt)
