"""Blank rows are left out, and nothing is said of cells that a short row does not have."""

import polars as pl
import pytest
from tests.plan.tables import batch_of, found, plan_of

from tamis.plan.live_rows import live_rows, without_absent_cells
from tamis.plan.run import run
from tamis.tables.batch import Fault

TWO = [{"name": "a"}, {"name": "b", "type": "integer"}]
COMPARE = [{"name": "compare-columns-value", "params": {"column": "b", "op": "<=", "column2": "c"}}]
THREE = [{"name": "a"}, {"name": "b", "type": "integer"}, {"name": "c", "type": "integer"}]


def live(fields, *columns, labels=None, more=None, **batch):
    plan = plan_of(fields, labels=labels, **(more or {}))
    return plan, live_rows(plan, batch_of(*columns, **batch))


def test_rows_keep_their_numbers_and_lines_where_blank_ones_are_left_out():
    plan, rows = live(TWO, ["x", None, "y", ""], ["1", None, None, ""], first_row=10, lines=20)
    assert rows.frame.rows() == [("x", "1"), ("y", None)]
    assert (rows.rows.to_list(), rows.lines.to_list()) == ([10, 12], [20, 22])
    assert rows.rows.dtype == rows.lines.dtype == pl.UInt32
    assert found(plan, rows.blank) == [
        ("row.blank", "", 11, 21, None),
        ("row.blank", "", 13, 23, None),
    ]
    assert rows.blank["repair"].to_list() == [plan.repair_index("blank-row")] * 2


def test_lines_of_their_own_are_kept():
    _, rows = live(TWO, ["x", None, "y"], ["1", None, "2"], lines=pl.Series([2, 5, 9]))
    assert (rows.rows.to_list(), rows.lines.to_list()) == ([1, 3], [2, 9])


def test_a_column_filled_everywhere_means_no_blank_row():
    _, rows = live(TWO, [None, "x"], ["1", "2"])
    assert rows.frame.height == 2
    assert rows.blank.is_empty()


def test_columns_without_an_empty_cell_may_still_hold_missing_values():
    more = {"missingValues": ["", "-"]}
    _, rows = live(TWO, ["-", "x"], ["-", "-"], more=more)
    assert rows.frame.rows() == [("x", "-")]


def test_a_text_in_a_column_that_the_schema_does_not_know_makes_a_row_live():
    labels = ("a", "b", "autre")
    columns = [None, None, "x"], [None, None, "1"], ["note", "", None]
    _, rows = live(TWO, *columns, labels=labels)
    assert rows.rows.to_list() == [1, 3]


def test_a_missing_value_of_the_schema_in_an_unknown_column_is_a_text():
    more = {"missingValues": ["", "-"]}
    _, rows = live(TWO, ["-", "-"], ["-", "-"], ["-", ""], labels=("a", "b", "autre"), more=more)
    assert rows.rows.to_list() == [1]


def test_without_any_field_a_row_is_blank_where_all_cells_are_empty():
    _, rows = live(TWO, [None, "x"], [None, None], labels=("u", "v"))
    assert rows.rows.to_list() == [2]
    _, rows = live(TWO, ["y", "x"], [None, None], labels=("u", "v"))
    assert rows.rows.to_list() == [1, 2]


def test_an_empty_batch_has_no_row():
    plan, rows = live(TWO, [], [])
    assert rows.frame.height == 0
    assert rows.blank.is_empty()
    outcome = run(plan, batch_of([], []), values=True)
    assert (outcome.height, outcome.rows.len(), outcome.values.height) == (0, 0, 0)


def test_blank_rows_are_left_out_even_where_their_rule_is_ignored():
    from tamis.model.profile import Profile
    from tamis.model.rule import Severity

    quiet = Profile(name="p", version="1", severities={"row.blank": Severity.IGNORED})
    plan, rows = live(TWO, ["x", None], ["1", None], more={"profile": quiet})
    assert "row.blank" not in plan.structural_checks
    assert (rows.frame.height, rows.blank.height) == (1, 0)


def test_marks_of_typed_numbers_follow_their_rows():
    numbers = pl.DataFrame({"c1": [True, False, True]})
    _, rows = live(TWO, ["x", None, "y"], ["1", None, "2"], numbers=numbers)
    index = pl.Series([0, 1], dtype=pl.UInt32)
    assert rows.typed_numbers("c1", index).to_list() == [True, True]
    assert rows.typed_numbers("c0", index).to_list() == [False, False]
    _, rows = live(TWO, ["x"], ["1"])
    assert rows.typed_numbers("c1", pl.Series([0], dtype=pl.UInt32)).to_list() == [False]


def test_findings_stand_at_their_rows():
    plan, rows = live(TWO, ["x", None, "y"], ["1", None, "2"], first_row=5, lines=7)
    made = rows.findings(0, pl.Series([1], dtype=pl.UInt32), pl.Series(["v"]))
    assert made.select("check", "row", "line", "value").rows() == [(0, 7, 9, "v")]
    assert plan.checks


def short(*pairs):
    rows, cells = zip(*pairs, strict=True)
    return Fault(
        code="row.missing-cells", rows=rows, lines=rows, notes=["1"] * len(rows), cells=cells
    )


@pytest.mark.parametrize(
    ("cells", "told"),
    [(1, []), (2, ["b"]), (3, ["b", "c"])],
)
def test_the_last_cell_of_a_short_row_is_checked_and_none_beyond(cells, told):
    plan = plan_of(THREE)
    batch = batch_of(["x", "y"], ["zut", "1"], ["zut", "2"], faults=(short((1, cells)),))
    outcome = run(plan, batch)
    wrong = [one for one in found(plan, outcome.delivered) if one[0] == "cell.wrong-type"]
    assert [field for _, field, *_ in wrong] == told
    wrong = [one for one in found(plan, outcome.repaired) if one[0] == "cell.wrong-type"]
    assert [field for _, field, *_ in wrong] == told


def test_other_rows_of_the_batch_are_checked_whole():
    plan = plan_of(THREE)
    batch = batch_of(["x", "y"], ["zut", "zut"], [None, "zut"], faults=(short((1, 2)),))
    told = [one[1:3] for one in found(plan, run(plan, batch).delivered) if one[0][:4] == "cell"]
    assert told == [("b", 1), ("b", 2), ("c", 2)]


@pytest.mark.parametrize(("cells", "told"), [(2, []), (3, [1])])
def test_a_check_of_several_fields_needs_the_last_of_them(cells, told):
    plan = plan_of(THREE, custom_checks=COMPARE)
    batch = batch_of(["x", "y"], ["5", "1"], ["4", "2"], faults=(short((1, cells)),))
    outcome = run(plan, batch)
    for state in (outcome.delivered, outcome.repaired):
        rows = [row for code, _, row, *_ in found(plan, state) if code == "row.broken-comparison"]
        assert rows == told


def test_findings_without_a_row_are_kept():
    plan = plan_of(THREE)
    rows = live_rows(plan, batch_of(["x"], ["1"], [None], faults=(short((1, 2)),)))
    assert rows.widths.rows() == [(1, 2)]
    kept = without_absent_cells(plan, rows, plan.structural_findings([Fault(code="file.not-utf8")]))
    assert kept.height == 1


def test_what_a_reader_met_is_told_of_the_batch():
    plan = plan_of(TWO)
    fault = Fault(code="row.extra-cells", rows=[2], lines=[3], values=["z"], notes=["1"], cells=[3])
    outcome = run(plan, batch_of(["x", "y"], ["1", "2"], faults=(fault,)))
    assert found(plan, outcome.delivered) == [("row.extra-cells", "", 2, 3, "z")]
    assert found(plan, outcome.repaired) == [("row.extra-cells", "", 2, 3, "z")]
    assert outcome.surplus.rows() == [(2, "z")]
    assert outcome.changes.is_empty()


def test_a_row_that_repairs_empty_is_left_out_as_who_reads_it_again_would():
    """Its faults stay told, and what it held is written down."""
    plan = plan_of(TWO)
    outcome = run(plan, batch_of(["x", '=""', None], ["1", '="\u200b"', None]))
    assert outcome.texts.rows() == [("x", "1")]
    assert ("cell.wrong-type", "b", 2, 3, '="\u200b"') in found(plan, outcome.delivered)
    details = outcome.changes.filter(row=2)["detail"].to_list()
    assert details == ['["=\\"\\"", "=\\"\u200b\\""]']


def test_missing_values_that_lose_the_blanks_around_them_make_a_row_blank():
    plan = plan_of(TWO, missingValues=["", "NA"])
    assert run(plan, batch_of([" NA ", "x"], [" NA ", "NA"])).texts.rows() == [("x", "NA")]


@pytest.mark.parametrize("first", ["", '=""'])
def test_a_cell_beyond_the_header_makes_a_row_live(first):
    surplus = Fault(code="row.extra-cells", rows=[1], lines=[2], values=["z"], notes=["1"])
    outcome = run(plan_of(TWO), batch_of([first, "x"], ["", "1"], faults=(surplus,)))
    assert outcome.rows.to_list() == [1, 2]
    assert outcome.surplus.rows() == [(1, "z")]


def test_a_row_that_repairs_empty_stays_where_it_has_cells_beyond_the_header():
    beyond = Fault(code="row.extra-cells", rows=[2], lines=[3], values=["z"])
    other = Fault(code="row.trailing-delimiter", rows=[1], lines=[2], values=[""], notes=["1"])
    plan = plan_of(TWO)
    emptied = ['=""', '=""'], ['=""', None]
    outcome = run(plan, batch_of(*emptied, faults=(other,)))
    assert outcome.rows.to_list() == []
    outcome = run(plan, batch_of(*emptied, faults=(other, beyond)))
    assert outcome.rows.to_list() == [2]
    outcome = run(plan, batch_of(['=""', "x"], [None, "1"], faults=(beyond,), first_row=2))
    assert outcome.rows.to_list() == [2, 3]
    # One that keeps a text is a row.
    outcome = run(plan, batch_of(['=""', "x"], ["1", "2"]))
    assert outcome.rows.to_list() == [1, 2]


def test_a_blank_row_with_cells_beyond_the_header_is_a_row():
    beyond = Fault(code="row.extra-cells", rows=[2], lines=[3], values=["z"])
    other = Fault(code="row.trailing-delimiter", rows=[1], lines=[2], values=[""], notes=["1"])
    _, rows = live(TWO, [None, None, "x"], [None, None, "1"], faults=(other, beyond))
    assert rows.rows.to_list() == [2, 3]
    _, rows = live(TWO, ["y", None, "x"], ["2", None, "1"], faults=(other, beyond))
    assert rows.rows.to_list() == [1, 2, 3]
