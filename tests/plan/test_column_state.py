"""What is judged once all rows are known: the same whatever the batches, the parts, their order."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.tables import batch_of, plan_of

from tamis.engine import spark_wire
from tamis.loading import profile as profiles
from tamis.plan import column_state, marked_rows
from tamis.plan.column_state import ClassCounts, EvidenceState, RowHashes, State
from tamis.plan.evidence import Evidence, Marks
from tamis.plan.marked_rows import MarkedRows
from tamis.plan.model import ColumnCheck, LikenessPlan, TwinPlan
from tamis.plan.run import run

FIELDS = [
    {"name": "id"},
    {"name": "nom"},
    {"name": "rue"},
    {"name": "ville"},
    {"name": "puissance", "type": "number"},
]
PLAN = plan_of(FIELDS, profile=profiles.load(), primaryKey=["id"])
#: 120 rows: a number out of its crowd, a row like another one, a number that is repaired.
ROWS = [
    [str(row), f"Station {row % 119}", f"{row % 119} rue Basse", "Lens", str(row % 7 + 20)]
    for row in range(119)
]
ROWS += [["x", "Station 5", "5 rue Basse", "Lens", "25"]]
ROWS[70][4], ROWS[71][4] = "22000", "21,5"


def gathered(rows, sizes):
    """Return the states that batches of so many rows lead to; the last size goes on."""
    states, start = column_state.states(PLAN), 0
    while start < len(rows):
        size = sizes.pop(0) if len(sizes) > 1 else sizes[0]
        feed(states, rows[start : start + size], start)
        start += size
    return states


def feed(states, rows, start):
    batch = batch_of(*zip(*rows, strict=True), first_row=start + 1, lines=start + 2)
    for state, evidence in zip(states, run(PLAN, batch).evidence, strict=True):
        state.feed(evidence)


def answers(states):
    return [
        [state.findings(repaired=repaired).rows() for state in states] for repaired in (False, True)
    ]


WHOLE = answers(gathered(ROWS, [200]))


def test_a_number_out_of_its_crowd_and_a_twin_are_found():
    delivered, repaired = WHOLE
    rows = [row[1] for rows in delivered for row in rows]
    assert sorted(rows) == [71, 120]
    assert repaired == delivered


@settings(max_examples=10)
@given(sizes=st.lists(st.integers(9, 60), min_size=1, max_size=5), random=st.randoms())
def test_parts_are_merged_in_any_order(sizes, random):
    parts, start = [], 0
    for size in [*sizes, len(ROWS)]:
        rows = ROWS[start : start + size]
        if rows:
            states = column_state.states(PLAN)
            feed(states, rows, start)
            parts.append(spark_wire.as_evidence(3, states))
        start += size
    random.shuffle(parts)
    merged = column_state.states(PLAN)
    for part in parts:
        assert set(part["_source"]) == {3}
        spark_wire.merge_evidence(part, merged)
    assert answers(merged) == WHOLE
    assert answers(gathered(ROWS, list(sizes))) == WHOLE


def counts(*, is_whole=False, judge=None):
    check = ColumnCheck(
        check=4,
        field=PLAN.fields[1],
        classes=pl.lit(0),
        needs_value=False,
        judge=judge or (lambda classes: {value: f"n{n}" for value, n in classes.items() if n == 1}),
        is_whole=is_whole,
    )
    return ClassCounts(check)


def evidence(marks, texts=None, *, first=1, dtype=pl.Int64):
    rows = pl.Series(range(first, first + len(marks)), dtype=pl.UInt32)
    kept = None if texts is None else pl.Series(texts, dtype=pl.String)
    values = Marks(marks=pl.Series(marks, dtype=dtype), texts=kept)
    return Evidence(rows=rows, lines=rows + 1, delivered=values, repaired=None)


def fed(side, *batches):
    for batch in batches:
        side.feed(batch, batch.delivered)
    return side


def test_cells_of_a_class_that_is_at_fault_are_found():
    side = fed(counts(), evidence([1, 1, None, 9], ["a", "b", None, "c"]))
    assert side.findings().select("check", "row", "line", "value", "note").rows() == [
        (4, 4, 5, "c", "n1")
    ]
    assert fed(counts(), evidence([None], ["a"])).findings().is_empty()
    assert fed(counts(), evidence([1, 1], ["a", "b"])).findings().is_empty()


def test_what_is_whole_is_found_once_for_the_column():
    for side in (
        fed(counts(is_whole=True), evidence([1, 2], ["a", "b"])),
        fed(counts(), evidence([1, 2])),
    ):
        assert side.findings().select("row", "value", "note").rows() == [(None, None, "n1")]


def test_a_column_of_many_classes_says_nothing(monkeypatch):
    monkeypatch.setattr(column_state, "MOST_CLASSES", 2)
    side = fed(counts(), evidence([1, 2, 3], ["a", "b", "c"]), evidence([4], ["d"], first=4))
    assert side.findings().is_empty()
    assert sorted(side.frame().drop_nulls("n")["mark"]) == [1, 2, 3]


@pytest.mark.parametrize("marked", [1, 500_000])
def test_cells_of_crowded_classes_are_let_go(monkeypatch, marked):
    monkeypatch.setattr(column_state, "MOST_CELLS", 2)
    monkeypatch.setattr(column_state, "_MARKED", marked)
    batches = [
        evidence([1, 1, 1, 9], list("abcd")),
        evidence([1, 7, None, None, None], list("efghi"), first=5),
    ]
    side = fed(counts(), *batches)
    assert [row[1] for row in side.findings().rows()] == [4, 6]
    kept = side.frame().filter(pl.col("n").is_null())
    assert set(kept["mark"].drop_nulls()) == {9, 7}
    assert fed(counts(), evidence([1, 1, 1], list("abc"))).findings().is_empty()


def test_a_class_whose_cells_are_gone_is_told_of_the_column(monkeypatch):
    monkeypatch.setattr(column_state, "MOST_CELLS", 1)
    judge = {1: "all"}
    side = fed(counts(judge=lambda _: judge), evidence([1, 1, 2], list("abc")))
    assert side.findings().select("row", "note").rows() == [(None, "all")]


def hashes(most=0.5):
    return RowHashes(TwinPlan(check=6, names=("c0",), most=most))


def test_later_rows_name_the_line_of_the_first():
    top = (1 << 64) - 1
    side = fed(hashes(), evidence([top, 3, 4, top, top], dtype=pl.UInt64))
    assert side.findings().select("row", "line", "note").rows() == [(4, 5, "2"), (5, 6, "2")]
    again = hashes()
    again.merge(side.frame())
    assert again.findings().equals(side.findings())
    assert fed(hashes(0.3), evidence([7, 3, 4, 7, 7], dtype=pl.UInt64)).findings().is_empty()
    assert fed(hashes(), evidence([7, 3, 4], dtype=pl.UInt64)).findings().is_empty()
    assert hashes().findings().is_empty()
    assert hashes().frame().is_empty()


def test_beyond_so_many_rows_no_twins_are_looked_for(monkeypatch):
    monkeypatch.setattr(column_state, "MOST_ROWS", 3)
    rows = evidence([7, 3, 7], dtype=pl.UInt64)
    side = fed(hashes(), rows)
    assert side.findings().height == 1
    other = side.copy()
    other.merge(side.frame())
    side.feed(rows, rows.delivered)
    assert side.findings().is_empty()
    assert other.findings().is_empty()
    side.merge(other.frame())
    assert side.findings().is_empty()


def test_what_is_repaired_is_kept_apart_from_the_first_repair_on():
    first = evidence([1, 1], ["a", "b"])
    marks = Marks(marks=pl.Series([1]), texts=pl.Series(["d"]))
    touched = Evidence(
        rows=pl.Series([3], dtype=pl.UInt32),
        lines=pl.Series([4], dtype=pl.UInt32),
        delivered=Marks(marks=pl.Series([9]), texts=pl.Series(["c"])),
        repaired=marks,
    )
    state = EvidenceState(counts())
    state.feed(first)
    assert [name for name, _ in state.frames()] == [State.BOTH]
    state.feed(touched)
    frames = dict(state.frames())
    assert set(frames) == {State.DELIVERED, State.REPAIRED}
    state.feed(evidence([5], ["e"], first=4))
    assert [row[1] for row in state.findings(repaired=False).rows()] == [3, 4]
    assert [row[1] for row in state.findings(repaired=True).rows()] == [4]
    for order in (list(state.frames()), list(reversed(list(state.frames())))):
        merged = EvidenceState(counts())
        for name, kept in order:
            merged.merge(name, kept)
        merged.merge(State.BOTH, _kept([2, 2], first=9))
        for repaired in (False, True):
            assert merged.findings(repaired=repaired).equals(state.findings(repaired=repaired))


def _kept(marks, first):
    return fed(counts(), evidence(marks, list("xy"), first=first)).frame()


def likeness(judge=None):
    def every_other(rows):
        first = rows.group_by("mark", maintain_order=True).agg(first=pl.col("line").first())
        both = rows.join(first, on="mark").filter(pl.col("line") != pl.col("first"))
        return both.with_columns(note=pl.col("first").cast(pl.String))

    plan = LikenessPlan(
        check=8, fields=(), mark=pl.lit(0), value=pl.lit(""), judge=judge or every_other
    )
    return MarkedRows(plan)


def test_rows_of_one_mark_are_judged_together_wherever_they_were_read():
    batches = evidence([5, None, 6], ["a", "b", "c"]), evidence([7, 5], ["d", "e"], first=4)
    side = fed(likeness(), *batches)
    assert side.findings().select("check", "row", "line", "value", "note").rows() == [
        (8, 5, 6, "e", "2")
    ]
    # Parts are merged in any order, and a copy goes on by itself.
    first, second = (fed(likeness(), batch) for batch in batches)
    other = second.copy()
    other.merge(first.frame())
    assert other.findings().equals(side.findings())
    assert second.findings().is_empty()
    assert side.frame()["n"].null_count() == side.frame().height == 4


def test_rows_without_another_of_their_mark_are_not_judged():
    def fail(rows):
        raise AssertionError(rows)

    side = fed(likeness(fail), evidence([1, 2, None, None], list("abcd")))
    assert side.findings().is_empty()
    assert likeness(fail).findings().is_empty()


def test_beyond_so_many_rows_none_are_compared(monkeypatch):
    monkeypatch.setattr(marked_rows, "MOST_ROWS", 2)
    batch = evidence([1, 1, None, None], list("abcd"))
    side = fed(likeness(), batch)
    assert side.findings().height == 1
    side.feed(batch, batch.delivered)
    assert side.findings().is_empty()
    side.feed(batch, batch.delivered)
    assert side.frame().is_empty()
