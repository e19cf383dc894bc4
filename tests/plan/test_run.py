"""One batch through a plan: texts, values, and which rows keep an error."""

import polars as pl
import pytest
from tests.plan.tables import batch_of, found, outcome_of, plan_of

from tamis.model.profile import Profile
from tamis.model.rule import Severity
from tamis.plan.prefilter import prefilter
from tamis.plan.run import rows_at_fault, run, texts_by_field
from tamis.plan.text_cache import NO_TEXTS, TextCache, TextTraits

FIELDS = [
    {"name": "n", "type": "integer"},
    {"name": "d", "type": "date"},
    {"name": "t"},
]


def test_values_are_those_of_the_repaired_texts():
    _, outcome = outcome_of(
        FIELDS, ["1", "1 000", "x"], ["2024-01-01", "02/01/2024", ""], ["u"] * 3
    )
    assert outcome.values.schema == {"n": pl.Int64, "d": pl.Date, "t": pl.String}
    assert outcome.values["n"].to_list() == [1, 1000, None]
    assert outcome.values["d"].cast(pl.String).to_list() == ["2024-01-01", "2024-01-02", None]
    assert outcome.values["t"].to_list() == ["u"] * 3


@pytest.mark.parametrize("key", [None, "n"])
def test_constant_columns_are_read_once_and_stand_in_every_row(key):
    more = {"primaryKey": key} if key else {}
    _, outcome = outcome_of(FIELDS, ["7"] * 5, ["2024-01-01"] * 5, list("abcde"), **more)
    assert outcome.values["n"].to_list() == [7] * 5
    assert outcome.values["d"].len() == 5
    assert outcome.values.columns == ["n", "d", "t"]


def test_a_constant_column_that_is_repaired_is_read_as_repaired():
    _, outcome = outcome_of(FIELDS, ["7"] * 3, ["02/01/2024"] * 3, list("abc"))
    assert outcome.values["d"].cast(pl.String).to_list() == ["2024-01-02"] * 3


def test_values_are_made_where_they_are_asked_for():
    plan = plan_of(FIELDS)
    assert run(plan, batch_of(["1"], ["2024-01-01"], ["u"])).values is None


def test_texts_keep_what_no_repair_touches():
    plan = plan_of(FIELDS, labels=("n", "autre", "d", "t"))
    outcome = run(plan, batch_of(["1 000"], ["  x "], ["2024-01-01"], ["u"]))
    assert outcome.texts.row(0) == ("1000", "  x ", "2024-01-01", "u")
    named = texts_by_field(plan, outcome)
    assert named.columns == ["n", "d", "t"]
    assert named.row(0) == ("1000", "2024-01-01", "u")


def test_texts_by_field_have_absent_fields_and_no_missing_value():
    plan = plan_of(FIELDS, labels=("t",), missingValues=["", "-"])
    outcome = run(plan, batch_of(["-", "u"]))
    assert texts_by_field(plan, outcome).rows() == [(None, None, "u")]
    assert outcome.rows.to_list() == [2]


def test_rows_at_fault_keep_an_error_once_repaired():
    weights = {"cell.outer-space": Severity.WARNING}
    profile = Profile(name="p", version="1", severities=weights)
    plan, outcome = outcome_of(
        FIELDS,
        ["x", "1 000", "3", "y"],
        ["2024-01-01", "", "", "zut"],
        list("abcd"),
        profile=profile,
    )
    assert sorted(rows_at_fault(plan, outcome)) == [1, 4]
    assert rows_at_fault(plan, outcome).dtype == pl.UInt32


def test_a_warning_is_no_fault_of_its_row():
    weights = {"cell.wrong-type": Severity.WARNING}
    plan, outcome = outcome_of(
        FIELDS, ["x"], ["zut"], ["a"], profile=Profile(name="p", version="1", severities=weights)
    )
    assert len(found(plan, outcome.repaired)) == 2
    assert rows_at_fault(plan, outcome).is_empty()


def test_changes_are_whole_rows_then_cells():
    _, outcome = outcome_of(FIELDS, ["1 000", None], ["02/01/2024", None], ["a", None])
    rows = outcome.changes.select("row", "line", "column", "before", "after").rows()
    assert rows == [
        (2, 3, 0, "", ""),
        (1, 2, 1, "1 000", "1000"),
        (1, 2, 2, "02/01/2024", "2024-01-02"),
    ]
    assert (outcome.height, outcome.rows.to_list(), outcome.lines.to_list()) == (2, [1], [2])


def test_a_cache_that_is_given_learns():
    plan, cache = plan_of(FIELDS), TextCache()
    first = run(plan, batch_of(["x", "1"], ["", ""], ["u", "v"]), cache)
    assert cache.faulty.texts["text"].to_list() == ["x"]
    again = run(plan, batch_of(["x", "y"], ["", ""], ["u", "v"]), cache)
    assert cache.faulty.texts["text"].to_list() == ["x", "y"]
    assert found(plan, first.delivered) == [("cell.wrong-type", "n", 1, 2, "x")]
    assert found(plan, again.delivered) == [
        ("cell.wrong-type", "n", 1, 2, "x"),
        ("cell.wrong-type", "n", 2, 3, "y"),
    ]


@pytest.mark.parametrize("faulty", [1, 4, 5, 9])
def test_all_rows_that_hold_a_faulty_text_are_found(faulty):
    texts = [None if n == 3 else f"x{n % faulty}" if n % 2 else "1" for n in range(40)]
    plan, outcome = outcome_of(
        [{"name": "n", "type": "integer", "constraints": {"required": True}}, {"name": "t"}],
        texts, ["u"] * 40,
    )  # fmt: skip
    expected = [(n + 1, text) for n, text in enumerate(texts) if n % 2]
    assert [(row, value) for _, _, row, _, value in found(plan, outcome.delivered)] == expected


@pytest.mark.parametrize("rows", [40, 3000])
def test_columns_of_many_texts_are_checked_row_by_row(rows):
    texts = [str(n) for n in range(rows)]
    texts[rows // 2] = "zut"
    plan = plan_of([{"name": "n", "type": "integer"}])
    suspects = prefilter(plan.fields, batch_of(texts).frame, TextCache())
    assert [field.field.name for field in suspects.fields] == ["n"]
    assert ("c0" in suspects.texts) is (rows == 40)
    outcome = run(plan, batch_of(texts))
    assert [row for _, _, row, *_ in found(plan, outcome.delivered)] == [rows // 2 + 1]


def test_columns_whose_distinct_texts_are_many_but_come_back_are_checked():
    texts = [str(n // 2 % 2500) for n in range(12_000)]
    plan = plan_of([{"name": "n", "type": "integer", "constraints": {"maximum": 2498}}])
    suspects = prefilter(plan.fields, batch_of(texts).frame, TextCache())
    assert (len(suspects.fields), suspects.texts) == (1, {})
    rows = [row for _, _, row, *_ in found(plan, run(plan, batch_of(texts)).delivered)]
    assert rows == [4999, 5000, 9999, 10_000]
    fine = plan_of([{"name": "n", "type": "integer"}])
    assert prefilter(fine.fields, batch_of(texts).frame, TextCache()).fields == ()


def test_constant_columns_are_known_as_such():
    plan = plan_of([{"name": "a"}, {"name": "b"}, {"name": "c"}])
    frame = batch_of(["x"] * 9, [None] * 9, ["x"] * 8 + ["y"]).frame
    assert prefilter(plan.fields, frame, TextCache()).constant == frozenset({"c0", "c1"})


def test_a_column_constant_in_its_first_rows_alone_is_not_constant():
    plan = plan_of([{"name": "a", "type": "integer"}])
    frame = batch_of(["1"] * 2000 + ["x"]).frame
    suspects = prefilter(plan.fields, frame, TextCache())
    assert suspects.constant == frozenset()
    assert suspects.texts == {"c0": ["x"]}


def test_nothing_is_suspected_without_a_field_or_a_row():
    plan = plan_of([{"name": "a"}])
    assert prefilter((), batch_of(["x"]).frame, TextCache()).fields == ()
    assert prefilter(plan.fields, batch_of([]).frame, TextCache()).fields == ()


def test_a_memory_of_texts_starts_anew_beyond_its_bounds(monkeypatch):
    from tamis.plan import text_cache

    monkeypatch.setattr(text_cache, "_MOST", 2)
    monkeypatch.setattr(text_cache, "_LONGEST", 10)
    cache, fine = TextCache(), TextTraits(is_missing=False, is_suspect=False)
    traits = cache.traits("c0")
    cache.learn("c0", traits, {"a": fine, "b": fine})
    assert cache.traits("c0") is traits
    cache.learn("c0", traits, {"c": fine})
    assert cache.traits("c0") == {}
    traits = cache.traits("c1")
    cache.learn("c1", traits, {"0123456789": fine, None: fine})
    assert cache.traits("c1") is traits
    cache.learn("c1", traits, {"x": fine})
    assert cache.traits("c1") == {}


def test_a_memory_of_faulty_texts_has_room_up_to_its_bounds(monkeypatch):
    from tamis.plan import text_cache

    monkeypatch.setattr(text_cache, "_MOST_FAULTY", 3)
    assert NO_TEXTS.has_room(3)
    assert not NO_TEXTS.has_room(4)
    monkeypatch.setattr(text_cache, "_LARGEST_FAULTY", -1)
    assert not NO_TEXTS.has_room(1)


def test_many_additions_stay_in_few_chunks():
    texts = NO_TEXTS
    row = pl.DataFrame({"field": [0], "text": ["x"], "number": [False], "i": [0]})
    for _ in range(100):
        more = text_cache_of(row)
        texts = texts.plus([more])
    assert texts.texts.height == 100
    assert texts.texts.n_chunks() <= 33


def text_cache_of(row):
    from dataclasses import replace

    return replace(NO_TEXTS, texts=row.cast(NO_TEXTS.texts.schema))
