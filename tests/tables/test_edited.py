"""Edits by hand over batches, against the same edits of plain lists."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.model.edits import Edits
from tamis.model.errors import UsageError
from tamis.tables import changes
from tamis.tables.batch import Batch, Fault, Table
from tamis.tables.edited import EditLog

WIDTH = 3
CELL = st.sampled_from(["", "a", "b", "é\n"])
RECORDS = st.lists(st.lists(CELL, min_size=WIDTH, max_size=WIDTH), max_size=9)


def batch_of(records, first_row=1, **more):
    columns = zip(*records, strict=True) if records else [()] * WIDTH
    frame = pl.DataFrame(
        [
            pl.Series(f"c{n}", [text or None for text in column], dtype=pl.String)
            for n, column in enumerate(columns)
        ]
    )
    return Batch(**{"frame": frame, "first_row": first_row, "lines": first_row + 1, **more})


def table_of(*batches):
    header = tuple("abc")
    return Table(header=header, format="csv", batches=lambda: iter(batches), facts=lambda: (0, ""))


def passed(log, *batches):
    return list(log.through(table_of(*batches)).batches())


def in_batches(records, size):
    return [
        batch_of(records[start : start + size], first_row=start + 1)
        for start in range(0, len(records), size)
    ]


def records_of(batches):
    """Return (record number, line, texts) of each record."""
    records = []
    for batch in batches:
        rows, lines = batch.places(pl.int_range(batch.frame.height, eager=True))
        for row, line, cells in zip(rows, lines, batch.frame.rows(), strict=True):
            records.append((row, line, [cell or "" for cell in cells]))
    return records


@st.composite
def cases(draw):
    records = draw(RECORDS)
    rows = range(1, len(records) + 1)
    if not records:
        return records, 1, Edits()
    place = st.tuples(st.sampled_from(rows), st.integers(1, WIDTH))
    cells = draw(st.dictionaries(place, CELL, max_size=8))
    removed = draw(st.frozensets(st.sampled_from(rows)))
    return records, draw(st.integers(1, 4)), Edits(cells=cells, removed=removed)


@given(cases())
def test_edits_are_those_of_plain_lists_however_the_records_are_cut(case):
    records, size, edits = case
    log = EditLog(edits)
    batches = passed(log, *in_batches(records, size))
    journal = pl.concat([changes.empty(), *(log.next_changes() for _ in batches)])
    log.ensure_done()
    assert log.next_changes().is_empty()

    wanted, written, taken_out = [], set(), set()
    for row, cells in enumerate(records, start=1):
        if row in edits.removed:
            detail = json.dumps(cells, ensure_ascii=False) if any(cells) else None
            taken_out.add((row, row + 1, 0, ", ".join(filter(None, cells)), "", 1, detail))
            continue
        after = [edits.cells.get((row, n), cell) for n, cell in enumerate(cells, start=1)]
        wanted.append((row, row + 1, after))
        for n, (old, new) in enumerate(zip(cells, after, strict=True), start=1):
            if old != new:
                written.add((row, row + 1, n, old, new, 0, None))
    assert records_of(batches) == wanted
    assert set(journal.rows()) == written | taken_out
    assert journal.height == len(written | taken_out)
    counts = {"hand-edit": len(written), "hand-removal": len(taken_out)}
    assert log.counts == {name: count for name, count in counts.items() if count}


def test_without_edits_the_table_passes_as_it_is():
    table = table_of(batch_of([list("abc")]))
    log = EditLog(Edits())
    assert log.through(table) is table
    assert log.next_changes().is_empty()
    log.ensure_done()


@pytest.mark.parametrize("column", [0, 4])
def test_a_column_that_is_not_there_is_refused_at_once(column):
    with pytest.raises(UsageError) as refused:
        EditLog(Edits(cells={(1, column): "x"})).through(table_of())
    assert "does not have" in refused.value.text.en


@pytest.mark.parametrize("edits", [Edits(cells={(2, 1): "x"}), Edits(removed=frozenset({0, 1}))])
def test_a_record_that_is_not_there_is_refused_at_the_end(edits):
    log = EditLog(edits)
    passed(log, batch_of([list("abc")]))
    with pytest.raises(UsageError):
        log.ensure_done()


def test_an_edit_of_a_record_that_is_taken_out_is_no_edit():
    log = EditLog(Edits(cells={(1, 1): "x"}, removed=frozenset({1})))
    passed(log, batch_of([list("abc")]))
    log.ensure_done()
    assert log.counts == {"hand-removal": 1}


def test_another_reading_begins_anew():
    log = EditLog(Edits(cells={(1, 1): "x"}))
    for _ in range(2):
        assert records_of(passed(log, batch_of([list("abc")]))) == [(1, 2, ["x", "b", "c"])]
    assert log.next_changes().height == 1
    assert log.next_changes().is_empty()
    assert log.counts == {"hand-edit": 1}
    log.ensure_done()


def test_lines_and_numbers_follow_their_records():
    numbers = pl.DataFrame({"c1": [True, True, False, True]})
    batch = batch_of([["a", "1", ""], ["b", "2", ""], ["c", "x", ""], ["d", "4", ""]],
                     first_row=10, lines=pl.Series([20, 25, 26, 30], dtype=pl.UInt32),
                     numbers=numbers)  # fmt: skip
    log = EditLog(Edits(cells={(10, 2): "9", (13, 1): "z"}, removed=frozenset({11})))
    first, last = passed(log, batch)
    assert records_of([first, last]) == [
        (10, 20, ["a", "9", ""]), (12, 26, ["c", "x", ""]), (13, 30, ["z", "4", ""]),
    ]  # fmt: skip
    # What a person typed is a text, whatever the workbook had there.
    assert first.numbers.to_dict(as_series=False) == {"c1": [False]}
    assert last.numbers.to_dict(as_series=False) == {"c1": [False, True]}
    assert log.next_changes()["line"].to_list() == [25, 20, 30]
    assert log.next_changes().is_empty()


def faults_of(batches):
    return [[(f.code, list(f.rows), list(f.values)) for f in batch.faults] for batch in batches]


def test_faults_of_records_go_with_them_and_those_of_the_file_are_told_once():
    faults = (
        Fault(code="file.x", lines=[1], values=["whole"]),
        Fault(code="row.y", rows=[1, 2, 4], lines=[2, 3, 5], values=["p", "q", "r"],
              notes=["only note"], details=["i", "j", "k"]),
    )  # fmt: skip
    records = [list("abc") for _ in range(4)]
    parts = passed(EditLog(Edits(removed=frozenset({2, 3}))), batch_of(records, faults=faults))
    assert faults_of(parts) == [
        [("file.x", [], ["whole"]), ("row.y", [1], ["p"])], [("row.y", [4], ["r"])],
    ]  # fmt: skip
    last = parts[1].faults[0]
    assert (last.lines, last.details, last.notes) == ([5], ["k"], ["only note"])
    # A part without a fault has none, rather than one without a record.
    parts = passed(EditLog(Edits(removed=frozenset({1, 2}))), batch_of(records, faults=faults))
    assert faults_of(parts) == [[("file.x", [], ["whole"]), ("row.y", [4], ["r"])]]


def test_where_all_records_are_taken_out_the_faults_of_the_file_are_told():
    faults = (
        Fault(code="row.repeated-header", lines=[3], values=["a, b, c"], details=["[1, []]"]),
        Fault(code="row.y", rows=[1], lines=[2], values=["p"]),
    )
    log = EditLog(Edits(removed=frozenset({1, 2})))
    (rest,) = passed(log, batch_of([list("abc")] * 2, faults=faults))
    assert (rest.frame.height, rest.faults) == (0, faults[:1])
    assert log.next_changes()["row"].to_list() == [1, 2]


def test_a_short_record_is_as_long_as_what_was_written_in_it():
    short = Fault(code="row.missing-cells", rows=[1, 2, 3], lines=[2, 3, 4], values=["", "", ""],
                  notes=["2", "2", "1"], cells=[1, 1, 2])  # fmt: skip
    other = Fault(code="row.z", rows=[3], lines=[4])
    batch = batch_of([["a", "", ""], ["b", "", ""], ["c", "d", ""]], faults=(short, other))
    cells = {(1, 2): "x", (2, 1): "y", (3, 3): "z"}
    (edited,) = passed(EditLog(Edits(cells=cells)), batch)
    widened, kept = edited.faults
    assert (widened.rows, widened.cells, kept) == ([1, 2], [2, 1], other)
    # A cell that is emptied adds none; the rest is as it was.
    (edited,) = passed(EditLog(Edits(cells={(1, 3): "", (2, 2): "x"})), batch)
    assert (list(edited.faults[0].rows), edited.faults[0].cells) == ([1, 2, 3], [1, 2, 2])
    # One that is whole is no short record any more, and then there is no such fault.
    whole = {(1, 3): "x", (2, 3): "x", (2, 2): "w", (3, 3): "x"}
    (edited,) = passed(EditLog(Edits(cells=whole)), batch)
    assert edited.faults == (other,)


def test_a_record_that_is_taken_out_is_kept_with_its_cells_beyond_the_header():
    beyond = Fault(code="row.extra-cells", rows=[1, 3], lines=[2, 4], values=["x", "y"])
    other = Fault(code="row.z", rows=[2], lines=[3], values=["w"])
    records = [["a", "b", "c"], ["d", "", ""], ["", "", ""], ["e", "", ""]]
    batch = batch_of(records, faults=(beyond, other))
    log = EditLog(Edits(removed=frozenset({1, 2, 3})))
    passed(log, batch)
    details = [json.loads(detail) for detail in log.next_changes()["detail"]]
    assert details == [["a", "b", "c", "x"], ["d", "", ""], ["", "", "", "y"]]
    log = EditLog(Edits(removed=frozenset({2, 4})))
    passed(log, batch)
    details = [json.loads(detail) for detail in log.next_changes()["detail"]]
    assert details == [["d", "", ""], ["e", "", ""]]
    log = EditLog(Edits(removed=frozenset({1})))
    passed(log, batch)
    assert json.loads(log.next_changes()["detail"].item()) == ["a", "b", "c", "x"]
