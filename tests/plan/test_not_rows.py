"""Totals, notes, units and repeated headers: told once a row, and left out where that is asked."""

import json

import pytest
from tests.plan.tables import batch_of, changed, found, plan_of

from tamis.loading import profile as profiles
from tamis.model.profile import Profile
from tamis.model.repair_choice import ONLY_SAFE, Choice
from tamis.model.rule import Severity
from tamis.plan.run import rows_at_fault, run
from tamis.tables.batch import Fault

FIELDS = [
    {"name": "nom"},
    {"name": "code", "constraints": {"required": True}},
    {"name": "montant", "type": "number"},
    {"name": "date", "type": "date", "constraints": {"required": True}},
]
#: Records, then a total, units, a header and a note; the blank row is one without a doubt.
COLUMNS = (
    ["A", "B", "Total", "", "nom", "Source : mairie", ""],
    ["1", "2", "", "", "code", "", ""],
    ["2.5", "3", "5.5", "€", "montant", "", ""],
    ["2024-01-01", "2024-01-02", "", "", "date", "", ""],
)
LEAVE_OUT = Choice(only=frozenset({"not-a-row", "blank-row"}))


def outcome_with(choice, columns=COLUMNS, *, faults=(), profile=None, **batch):
    plan = plan_of(FIELDS, choice=choice, profile=profile or profiles.load())
    cells = ([text or None for text in column] for column in columns)
    batch = batch_of(*cells, faults=faults, **batch)
    return plan, run(plan, batch, values=True)


def codes(plan, findings):
    return [(row, code) for code, _, row, _, _ in found(plan, findings)]


def test_such_a_row_has_one_finding_as_heavy_as_all_that_are_wrong_with_it():
    plan, outcome = outcome_with(ONLY_SAFE)
    rows = [(row, "likely.not-a-row") for row in (3, 4, 5, 6)]
    assert codes(plan, outcome.delivered) == [*rows, (7, "row.blank")]
    assert rows_at_fault(plan, outcome).sort().to_list() == [3, 4, 5, 6]
    assert outcome.rows.to_list() == [1, 2, 3, 4, 5, 6]


def test_a_row_that_is_no_record_for_two_reasons_is_told_by_the_first():
    plan, outcome = outcome_with(ONLY_SAFE, [["A", "Total"], ["1", ""], ["2", "€"], ["", ""]])
    (check,) = [check for check, row in outcome.delivered.select("check", "row").rows() if row == 2]
    assert plan.checks[check].params["reason"].en == "a total"


def test_such_a_row_without_an_error_is_a_warning():
    fields = [{"name": name} for name in ("nom", "a", "b", "c")]
    plan = plan_of(fields, profile=profiles.load())
    outcome = run(plan, batch_of(["x", "Total"], ["1", ""], ["2", ""], ["3", "9"]))
    assert codes(plan, outcome.delivered) == [(2, "likely.not-a-row")]
    assert rows_at_fault(plan, outcome).is_empty()
    (check,) = outcome.delivered["check"]
    assert plan.checks[check].severity is Severity.WARNING


def test_they_are_left_out_with_what_they_hold():
    plan, outcome = outcome_with(LEAVE_OUT, first_row=11, lines=21)
    assert outcome.rows.to_list() == [11, 12]
    assert outcome.lines.to_list() == [21, 22]
    assert outcome.texts["c0"].to_list() == ["A", "B"]
    assert outcome.values["montant"].to_list() == [2.5, 3.0]
    assert outcome.repaired.is_empty()
    assert codes(plan, outcome.delivered) == [
        *((row, "likely.not-a-row") for row in (13, 14, 15, 16)), (17, "row.blank"),
    ]  # fmt: skip
    assert changed(plan, outcome.changes) == [
        ("blank-row", 17, 0, "", ""),
        ("not-a-row", 13, 0, "Total, 5.5", ""),
        ("not-a-row", 14, 0, "€", ""),
        ("not-a-row", 15, 0, "nom, code, montant, date", ""),
        ("not-a-row", 16, 0, "Source : mairie", ""),
    ]
    details = dict(outcome.changes.select("row", "detail").iter_rows())
    assert json.loads(details[13]) == ["Total", "", "5.5", ""]
    assert details[17] is None


def test_a_batch_of_records_alone_is_left_as_it_is():
    columns = [texts[:2] for texts in COLUMNS]
    plan, outcome = outcome_with(LEAVE_OUT, columns)
    assert outcome.rows.to_list() == [1, 2]
    assert (outcome.delivered.height, outcome.changes.height) == (0, 0)
    plan, outcome = outcome_with(LEAVE_OUT, [["A"], [""], ["1"], ["2024-01-01"]])
    assert codes(plan, outcome.delivered) == [(1, "cell.missing")]
    assert outcome.rows.to_list() == [1]


def test_what_says_that_the_text_is_in_doubt_is_told_beside():
    faults = (
        Fault(code="row.stray-quote", rows=[3], lines=[4], values=['"']),
        Fault(code="row.trailing-delimiter", rows=[3], lines=[4], values=[""], notes=["1"]),
    )
    plan, outcome = outcome_with(ONLY_SAFE, faults=faults)
    third = [code for row, code in codes(plan, outcome.delivered) if row == 3]
    assert third == ["likely.not-a-row", "row.stray-quote"]


def test_findings_of_the_file_are_told_beside():
    faults = (Fault(code="file.null-bytes", lines=[1], values=["x"]),)
    plan, outcome = outcome_with(ONLY_SAFE, faults=faults)
    assert (None, "file.null-bytes") in codes(plan, outcome.delivered)


def test_where_the_rule_is_ignored_rows_are_rows():
    quiet = Profile(name="p", version="1", severities={"likely.not-a-row": Severity.IGNORED})
    plan, outcome = outcome_with(LEAVE_OUT, profile=quiet)
    assert outcome.rows.to_list() == [1, 2, 3, 4, 5, 6]
    assert "likely.not-a-row" not in {code for _, code in codes(plan, outcome.delivered)}
    assert (3, "cell.missing") in codes(plan, outcome.delivered)


@pytest.mark.parametrize(
    "choice", [Choice(unsafe=True), Choice(only=LEAVE_OUT.only | {"merged-cells"})]
)
def test_they_are_left_out_where_cells_under_merges_are_filled_too(choice):
    merge = Fault(
        code="row.merged-cell", rows=[2], lines=[3], cells=[2], values=["1"], notes=["B3"]
    )
    columns = [COLUMNS[0], ["1", "", "", "", "code", "", ""], *COLUMNS[2:]]
    plan, outcome = outcome_with(choice, columns, faults=(merge,))
    assert outcome.rows.to_list() == [1, 2]
    assert outcome.texts["c1"].to_list() == ["1", "1"]
    repairs = changed(plan, outcome.changes)
    assert ("merged-cells", 2, 2, "", "1") in repairs
    assert [row for repair, row, *_ in repairs if repair == "not-a-row"] == [3, 4, 5, 6]


def test_a_row_that_is_left_out_is_not_filled_before():
    choice = Choice(only=LEAVE_OUT.only | {"merged-cells"})
    merge = Fault(
        code="row.merged-cell", rows=[3], lines=[4], cells=[2], values=["2"], notes=["B4"]
    )
    plan, outcome = outcome_with(choice, faults=(merge,))
    assert outcome.rows.to_list() == [1, 2]
    assert "merged-cells" not in {repair for repair, *_ in changed(plan, outcome.changes)}
    details = dict(outcome.changes.select("row", "detail").iter_rows())
    assert json.loads(details[3]) == ["Total", "", "5.5", ""]


def test_cells_under_merges_are_filled_where_all_rows_are_kept():
    merge = Fault(
        code="row.merged-cell", rows=[3], lines=[4], cells=[2], values=["2"], notes=["B4"]
    )
    choice = Choice(only=frozenset({"merged-cells"}))
    plan, outcome = outcome_with(choice, faults=(merge,))
    assert outcome.texts["c1"].to_list() == ["1", "2", "2", None, "code", None]
    assert changed(plan, outcome.changes)[-1] == ("merged-cells", 3, 2, "", "2")
