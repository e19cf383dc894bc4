"""What travels between machines comes back as it was."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis import readers, sources
from tamis.engine import spark_wire
from tamis.loading import profile as profiles
from tamis.loading import schemas
from tamis.plan.compile import compile_plan
from tamis.plan.run import run
from tamis.tables.batch import Batch, Fault

FILES = ("extra-cells.csv", "missing-cells.csv", "typed.xlsx", "stray-quote.csv", "blank-rows.csv")


def same(one, other):
    assert one.frame.equals(other.frame)
    index = pl.int_range(one.frame.height, eager=True)
    for mine, yours in zip(one.places(index), other.places(index), strict=True):
        assert mine.to_list() == yours.to_list()
    assert set(other.faults) == {fault for fault in one.faults if fault.rows}


@given(
    first=st.integers(1, 10**9),
    cells=st.lists(st.tuples(st.text(), st.none() | st.text()), min_size=1, max_size=8),
    gaps=st.lists(st.integers(1, 9), min_size=8, max_size=8),
)
def test_a_batch_comes_back(first, cells, gaps):
    lines = pl.Series([first + sum(gaps[:at]) for at in range(len(cells))], dtype=pl.UInt32)
    frame = pl.DataFrame(cells, schema={"c0": pl.String, "c1": pl.String}, orient="row")
    fault = Fault(
        code="row.missing-cells", rows=(first,), lines=(lines[0],), values=("",), notes=("1",),
        cells=(1,),
    )  # fmt: skip
    batch = Batch(frame=frame, first_row=first, lines=lines, faults=(fault,))
    (back,) = spark_wire.batches(spark_wire.packed(0, batch), 2)
    same(batch, back)


def test_rows_that_arrive_apart_are_batches_apart():
    frame = pl.DataFrame({"c0": list("abcdef")})
    rows = spark_wire.packed(0, Batch(frame=frame, first_row=1, lines=2))
    shuffled = pl.concat([rows[4:], rows[:2]])
    back = list(spark_wire.batches(shuffled, 1))
    assert [(one.first_row, one.frame["c0"].to_list()) for one in back] == [
        (1, ["a", "b"]), (5, ["e", "f"]),
    ]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_kernel_says_the_same_of_what_travelled(root, name):
    path = root / "fixtures" / "readers" / name
    if not path.exists():
        pytest.fail(f"{name} is not a fixture any more")
    schema = schemas.tabular(root / "fixtures" / "readers" / "schema.json")
    with sources.open_source(str(path)) as local:
        table = readers.read(local, readers.Request())
        plan = compile_plan(schema, table.header, profiles.load("strict"))
        for batch in table.batches():
            (back,) = spark_wire.batches(spark_wire.packed(0, batch), len(table.header))
            there, here = run(plan, back), run(plan, batch)
            loose = plan.structural_findings(spark_wire.loose(batch))
            order = ["check", "row"]
            told = pl.concat([loose, there.delivered]).sort(order)
            assert told.equals(here.delivered.sort(order))
            assert there.changes.equals(here.changes)


def test_parts_of_a_source_are_heard_together(tmp_path):
    from tamis.engine import spark_tasks

    schema = schemas.tabular({"fields": [{"name": "x", "type": "number"}, {"name": "y"}]})
    known = spark_tasks.Known(schema=schema, profile=profiles.load(), header=("x", "y"))
    shown = {}
    for nth, text in enumerate(("2,500", "12,5")):
        frame = pl.DataFrame({"c0": [text], "c1": ["a"]})
        part = tmp_path / f"{nth}.parquet"
        spark_wire.packed(0, Batch(frame=frame, first_row=nth + 1, lines=2)).write_parquet(part)
        heard = spark_tasks.hear(known, str(part))
        shown = {name: shown.get(name, heard[name]) | heard[name] for name in heard}
    assert shown["x"].undecided
    assert shown["x"].comma_is_decimal
    decided = spark_tasks.Known(
        schema=schema, profile=known.profile, header=known.header, witnesses=shown
    )
    frame = pl.DataFrame({"c0": ["2,500"], "c1": ["a"]})
    for table, after in ((known, "2,500"), (decided, "2.500")):
        outcome = run(table.plan(), Batch(frame=frame, first_row=1, lines=2))
        assert outcome.texts["c0"].to_list() == [after]
