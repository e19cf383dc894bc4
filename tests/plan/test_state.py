"""Keys that repeat and references that lead nowhere: delivered or repaired, spilled or not."""

import polars as pl
import pytest
from tests.plan.tables import plan_of

from tamis.plan.rows import KeyTexts
from tamis.plan.state import KeyState, ReferenceState

NONE = pl.DataFrame(schema={"key": pl.String, "row": pl.UInt32, "line": pl.UInt32})


def keys(*texts, first=1):
    rows = range(first, first + len(texts))
    return pl.DataFrame(
        {"key": texts, "row": rows, "line": [row + 1 for row in rows]}, schema=NONE.schema
    )


def at(*pairs):
    rows, texts = zip(*pairs, strict=True)
    return pl.DataFrame(
        {"key": texts, "row": rows, "line": [row + 1 for row in rows]}, schema=NONE.schema
    )


def state_of(*batches, spill=10_000, check=7):
    state = KeyState(check, spill)
    for delivered, repaired in batches:
        state.feed(KeyTexts(delivered=delivered, repaired=repaired))
    return state


def told(findings):
    return findings.select("check", "row", "line", "value", "note").rows()


@pytest.mark.parametrize("spill", [10_000, 1, 2])
def test_each_row_but_the_first_of_a_key_is_told_with_the_line_of_the_first(spill):
    state = state_of(
        (keys("a", "b", "a", None), NONE), (keys("b", "a", None, first=5), NONE), spill=spill
    )
    expected = [(7, 3, 4, "a", "2"), (7, 5, 6, "b", "3"), (7, 6, 7, "a", "2")]
    assert told(state.duplicates(repaired=False)) == expected
    assert told(state.duplicates(repaired=True)) == expected
    assert state.is_spilled is (spill < 10_000)


@pytest.mark.parametrize("spill", [10_000, 1])
def test_a_key_that_a_repair_changes_counts_once_and_as_it_is_then(spill):
    state = state_of(
        (keys("a", "A", "b"), at((2, "a"))), (keys("B", "c", first=4), at((4, "b"))), spill=spill
    )
    assert told(state.duplicates(repaired=False)) == []
    assert told(state.duplicates(repaired=True)) == [(7, 2, 3, "a", "2"), (7, 4, 5, "b", "4")]


@pytest.mark.parametrize("spill", [10_000, 1])
def test_a_repaired_duplicate_is_told_once(spill):
    state = state_of((keys("a", "a", "b"), at((2, "a"))), spill=spill)
    assert told(state.duplicates(repaired=False)) == [(7, 2, 3, "a", "2")]
    assert told(state.duplicates(repaired=True)) == [(7, 2, 3, "a", "2")]


@pytest.mark.parametrize("spill", [10_000, 1])
def test_a_key_that_a_repair_parts_or_takes_away_repeats_no_more(spill):
    state = state_of((keys("a", "a", "b", "b"), at((2, "z"), (4, None))), spill=spill)
    assert [row for _, row, *_ in told(state.duplicates(repaired=False))] == [2, 4]
    assert told(state.duplicates(repaired=True)) == []


def test_a_repaired_first_gives_its_place_to_the_next():
    state = state_of((keys("a", "a", "a"), at((1, "z"))))
    assert told(state.duplicates(repaired=True)) == [(7, 3, 4, "a", "3")]


def test_nothing_fed_is_nothing_told():
    state = KeyState(1)
    assert state.duplicates(repaired=False).is_empty()
    assert not state.is_spilled
    (only,) = state.classes(repaired=False)
    assert only.is_empty()


def test_a_state_spills_at_its_limit_and_not_before():
    assert not state_of((keys("a", "b"), NONE), spill=3).is_spilled
    assert state_of((keys("a", "b", "c"), NONE), spill=3).is_spilled
    assert not state_of((keys("a", "b", None), NONE), spill=3).is_spilled


@pytest.mark.parametrize("spill", [10_000, 1])
def test_split_classes_hold_every_key_once(spill):
    state = state_of((keys(*"abcdefgh"), at((1, "z"))), spill=spill)
    for repaired, expected in ((False, "abcdefgh"), (True, "bcdefghz")):
        classes = list(state.classes(repaired=repaired, split=True))
        assert len(classes) == 32
        assert sorted(pl.concat(classes)["key"]) == sorted(expected)
        assert state.is_spilled


SELF = [{"name": "id", "type": "integer"}, {"name": "parent", "type": "integer"}]
TO_SELF = {"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}
TO_OTHER = {"fields": ["parent"], "reference": {"resource": "autre", "fields": ["id"]}}


def references(uses, there, spills=(10_000, 10_000)):
    plan = plan_of(SELF, foreignKeys=[TO_SELF])
    state = ReferenceState(plan)
    (users,), (referenced,) = state._references, state.referenced.values()
    users._limit, referenced._limit = spills
    state.feed([uses], [there])
    return plan, state


@pytest.mark.parametrize("spills", [(10_000, 10_000), (1, 10_000), (10_000, 1), (1, 1)])
def test_orphans_are_told_whichever_side_has_spilled(spills):
    uses = KeyTexts(delivered=keys("1", None, "9", "2", "9"), repaired=at((5, "3")))
    there = KeyTexts(delivered=keys("1", "2", "x"), repaired=at((3, "9")))
    plan, state = references(uses, there, spills)
    check = plan.references[0].check
    before = state.broken({}, repaired=False)
    assert before.select("check", "row", "line", "value").rows() == [
        (check, 3, 4, "9"), (check, 5, 6, "9"),
    ]  # fmt: skip
    after = state.broken({}, repaired=True)
    assert after.select("row", "line", "value").rows() == [(5, 6, "3")]


def test_references_without_an_orphan_tell_nothing():
    same = KeyTexts(delivered=keys("1", "2"), repaired=NONE)
    _, state = references(same, same)
    assert state.broken({}, repaired=False).is_empty()


def test_a_reference_to_a_table_that_was_not_read_tells_nothing():
    from tests.plan.tables import PROFILE

    from tamis.plan.compile import compile_plan
    from tamis.plan.model import TableContext

    schema = plan_of(SELF, foreignKeys=[TO_OTHER]).schema
    context = TableContext(name="ici", tables={"autre": frozenset({"id"})})
    plan = compile_plan(schema, ("id", "parent"), PROFILE, context=context)
    assert [(one.resource, one.referenced) for one in plan.references] == [("autre", ("id",))]
    state = ReferenceState(plan)
    state.feed([KeyTexts(delivered=keys("1"), repaired=NONE)], [])
    assert state.broken({}, repaired=False).is_empty()
    other = ReferenceState(plan_of(SELF))
    assert state.broken({"autre": other}, repaired=False).is_empty()
