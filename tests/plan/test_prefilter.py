"""What is not looked into has nothing wrong: the prefilter changes no verdict."""

from functools import cache

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from tamis import values
from tamis.checks import positions
from tamis.loading import schemas
from tamis.model.profile import Profile
from tamis.model.schema import Field
from tamis.plan import run as kernel
from tamis.plan import text_cache
from tamis.plan.compile import compile_plan
from tamis.plan.prefilter import Suspects, prefilter
from tamis.tables.batch import Batch
from tamis.values import patterns, territories

FIELDS = [
    {"name": "code", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]{2}"}},
    {"name": "jour", "type": "date"},
    {"name": "ou", "type": "geopoint", "format": "array"},
    {"name": "oui", "type": "boolean"},
    {"name": "n", "type": "integer", "constraints": {"minimum": 2}},
]
CELLS = {
    "code": ["AB", "ABC", " AB", "", None],
    "jour": ["2024-02-28", "2024-02-29", "2023-02-29", "0000-01-01", "31/12/2024", None],
    "ou": ["[2.5, 48]", "[180, 90]", "[181, 0]", "[1e1, 2]", "2,3", None],
    "oui": ["true", "True", "oui", None],
    "n": ["1", "2", "02", "x", None],
}
SCHEMA = schemas.tabular({"fields": FIELDS})


@cache
def plan():
    return compile_plan(SCHEMA, tuple(CELLS), Profile(name="p", version="1"))


def batch(rows):
    columns = zip(*rows, strict=True)
    frame = pl.DataFrame([pl.Series(f"c{at}", c, dtype=pl.String) for at, c in enumerate(columns)])
    return Batch(frame=frame, first_row=1, lines=2)


def outcome(plan, batch, cache=None):
    made = kernel.run(plan, batch, cache, values=True)
    order = ["check", "row"]
    return [
        made.delivered.sort(order).rows(),
        made.repaired.sort(order).rows(),
        made.changes.sort("row", "column").rows(),
        made.texts.rows(),
        made.values.write_ndjson(),
        made.rows.to_list(),
    ]


ROWS = st.tuples(*(st.sampled_from(cells) for cells in CELLS.values()))


@settings(max_examples=examples(60), deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=12), times=st.sampled_from([1, 40]))
def test_the_prefilter_changes_nothing(rows, times):
    """Rows that come again and again are judged on their distinct texts."""
    made = batch(rows * times)
    one = plan()
    quick = outcome(one, made)
    with pytest.MonkeyPatch.context() as patch:
        every = Suspects(fields=one.fields, texts={}, constant=frozenset())
        patch.setattr(kernel, "prefilter", lambda *_: every)
        assert quick == outcome(one, made)


@settings(max_examples=examples(40), deadline=None)
@given(
    batches=st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=2, max_size=3),
    most=st.sampled_from([1, 4, 8192]),
    longest=st.sampled_from([8, 1 << 20]),
)
def test_what_earlier_batches_held_changes_nothing(batches, most, longest):
    """Texts that were met are not judged again, and not otherwise either."""
    one = plan()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_cache, "_MOST", most)
        patch.setattr(text_cache, "_LONGEST", longest)
        patch.setattr(text_cache, "_MOST_FAULTY", most)
        cache = text_cache.TextCache()
        for rows in batches:
            assert outcome(one, batch(rows), cache) == outcome(one, batch(rows))


def test_only_the_fields_at_fault_are_suspects():
    good = ("AB", "2024-02-28", "[2.5, 48]", "true", "2")
    one = plan()
    cache = text_cache.TextCache()
    seen = prefilter(one.fields, batch([good] * 50).frame, cache)
    assert (seen.fields, seen.texts) == ((), {})
    assert len(seen.constant) == len(CELLS)
    bad = ("AB", "2024-02-28", "[2.5, 48]", "oui", "2")
    found = prefilter(one.fields, batch([good] * 50 + [bad]).frame, cache)
    assert [field.field.name for field in found.fields] == ["oui"]


@settings(max_examples=examples(300), deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(["0", "1", "2", "9", "00", "10", "29", "31", "2024", *"-. e"]),
        max_size=9,
    ),
)
def test_what_is_sure_is_read(parts):
    text, field = "".join(parts), Field(name="a", type="date")
    sure = values.type_module(field).sure(field)
    frame = pl.DataFrame({"text": [text]})
    if frame.select(patterns.whole(pl.col("text"), sure)).item():
        assert values.read(field, [text])[0] is not None


@settings(max_examples=examples(300), deadline=None)
@given(
    form=st.sampled_from(["default", "array"]),
    parts=st.lists(
        st.sampled_from(["0", "2.3", "48.85", "-61.1", "14.6", "9.", *"-,.[] e"]), max_size=7
    ),
)
@example(form="array", parts=["[", "2.3", ",", "48.85", "]"])
def test_a_usual_position_is_read_and_is_in_france(form, parts):
    text, field = "".join(parts), Field(name="a", type="geopoint", format=form)
    usual = pl.DataFrame({"text": [text]}).select(
        pl.col("text").str.contains(positions.usual_form(field) or "")
    )
    if usual.item():
        point = values.read(field, [text])
        place = pl.DataFrame({"at": point}).select(territories.place(pl.col("at"))).item()
        assert place == territories.THERE


@pytest.mark.parametrize("year", [1000, 2023, 2024, 9999])
def test_every_day_of_a_year_is_sure_or_read(year):
    field = Field(name="a", type="date")
    days = [f"{year}-{month:02}-{day:02}" for month in range(14) for day in range(33)]
    sure = pl.DataFrame({"text": days}).select(
        patterns.whole(pl.col("text"), values.type_module(field).sure(field))
    )
    read = values.read(field, days).is_not_null()
    assert not (sure.to_series() & ~read).any()
    assert (read & ~sure.to_series()).sum() == read.filter(
        pl.Series([day.endswith("02-29") for day in days])
    ).sum()
