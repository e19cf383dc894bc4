"""Findings in columns: frames, counts, verdicts, groups, whatever was written to disk."""

import polars as pl
import pytest

from tamis import repairs
from tamis.checks import all_rules
from tamis.model.finding import Check
from tamis.model.fingerprint import same
from tamis.model.rule import Applicability, Severity
from tamis.tables import changes, findings
from tamis.tables.findings import COLUMNS, FindingLog

REPAIRS = repairs.all_rules()
SAFE = next(n for n, r in enumerate(REPAIRS) if r.applicability is Applicability.SAFE)
UNSAFE = next(n for n, r in enumerate(REPAIRS) if r.applicability is Applicability.UNSAFE)
TYPE, SPACE, NOTE = range(3)
CHECKS = (
    Check(rule=all_rules()["cell.wrong-type"], severity=Severity.ERROR, field="a", column=2),
    Check(rule=all_rules()["cell.outer-space"], severity=Severity.WARNING, field="b", column=1),
    Check(rule=all_rules()["file.not-utf8"], severity=Severity.INFO),
)


@pytest.fixture(params=[1, 3, 1000], ids=["spilled", "partly", "memory"])
def spill(request, monkeypatch):
    monkeypatch.setattr(findings, "SPILL_ROWS", request.param)


def log(*, forgive=False):
    """Return four errors (two cured, one SAFE), two warnings (one cured), a note."""
    filled = FindingLog(CHECKS, REPAIRS, forgive_safe=forgive)
    filled.add(findings.frame(NOTE, note=["cp1252"]))
    filled.add(
        findings.frame(
            TYPE,
            row=[3, 1, 1, 4],
            line=[4, 2, 2, 5],
            value=["x", "y", "x", "x"],
            repair=[SAFE, UNSAFE, None, None],
            proposal=["1", "2", None, None],
        )
    )
    filled.add(
        findings.frame(SPACE, row=[1, 2], line=[2, 3], value=[" a", "b "], repair=[SAFE, None])
    )
    filled.add(findings.empty())
    return filled


def test_a_frame_has_every_column_and_nulls_where_nothing_is_given():
    made = findings.frame(5, row=[1, 2], value=["a", None])
    assert dict(made.schema) == COLUMNS
    assert made.rows() == [
        (5, 1, None, "a", None, None, None, None),
        (5, 2, None, None, None, None, None, None),
    ]
    assert findings.frame(5, row=None, note=None).rows() == [(5, *[None] * 7)]
    assert findings.empty().rows() == []
    assert dict(findings.empty().schema) == COLUMNS


def test_frames_are_stacked_in_order_without_the_empty_ones():
    first, second = findings.frame(1, row=[1]), findings.frame(0, row=[2])
    assert findings.stacked([first, findings.empty(), second])["check"].to_list() == [1, 0]
    assert findings.stacked([]).is_empty()
    assert dict(findings.stacked(iter([])).schema) == COLUMNS


@pytest.mark.usefixtures("spill")
def test_counts_and_verdicts():
    filled = log()
    assert len(filled) == 7
    assert filled.counts() == {"cell.outer-space": 2, "cell.wrong-type": 4, "file.not-utf8": 1}
    verdict = filled.verdict()
    assert (verdict.errors, verdict.warnings, verdict.infos, verdict.valid) == (4, 2, 1, False)
    cured = filled.verdict(repaired=True)
    assert (cured.errors, cured.warnings, cured.infos) == (3, 1, 1)
    assert cured.counts == {"cell.outer-space": 1, "cell.wrong-type": 3, "file.not-utf8": 1}
    assert filled.tally() == {TYPE: 4, SPACE: 2, NOTE: 1}


@pytest.mark.usefixtures("spill")
def test_a_profile_that_forgives_counts_cured_errors_as_warnings():
    filled = log(forgive=True)
    verdict = filled.verdict()
    assert (verdict.errors, verdict.warnings) == (3, 3)
    cured = filled.verdict(repaired=True)
    assert (cured.errors, cured.warnings) == (3, 1)
    assert [
        (one.value, one.forgiven, one.severity) for one in filled if one.code == "cell.wrong-type"
    ] == [
        ("y", False, Severity.ERROR),
        ("x", False, Severity.ERROR),
        ("x", True, Severity.WARNING),
        ("x", False, Severity.ERROR),
    ]
    assert not any(one.forgiven for one in filled if one.code == "cell.outer-space")
    assert filled.errors().select("row").collect()["row"].sort().to_list() == [1, 1, 4]
    plain = log()
    assert plain.errors().select("row").collect()["row"].sort().to_list() == [1, 1, 3, 4]


@pytest.mark.usefixtures("spill")
def test_findings_come_in_the_order_of_the_file_then_of_columns():
    told = [(one.line, one.column, one.value, one.note) for one in log()]
    assert told == [
        (None, 0, None, "cp1252"),
        (2, 1, " a", ""),
        (2, 2, "y", ""),
        (2, 2, "x", ""),
        (3, 1, "b ", ""),
        (4, 2, "x", ""),
        (5, 2, "x", ""),
    ]


@pytest.mark.usefixtures("spill")
def test_a_finding_names_its_repair_and_its_proposal():
    safe = next(one for one in log() if one.row == 3)
    assert (safe.repair, safe.applicability, safe.proposal) == (
        REPAIRS[SAFE].name, Applicability.SAFE, "1",
    )  # fmt: skip
    none = next(one for one in log() if one.row == 4)
    assert (none.repair, none.applicability, none.proposal, none.pointer) == ("", None, None, "")


@pytest.mark.usefixtures("spill")
def test_findings_of_some_rows():
    assert [(one.row, one.value) for one in log().in_rows({3, 1})] == [
        (1, " a"), (1, "y"), (1, "x"), (3, "x"),
    ]  # fmt: skip
    assert log().in_rows(()) == []


@pytest.mark.usefixtures("spill")
def test_groups_are_the_worst_first_with_their_first_findings():
    groups = log().groups(samples=2)
    assert [(g.check.code, g.count, g.cured, g.forgiven) for g in groups] == [
        ("cell.wrong-type", 4, 1, 0),
        ("cell.outer-space", 2, 1, 0),
        ("file.not-utf8", 1, 0, 0),
    ]
    assert [one.value for one in groups[0].samples] == ["y", "x"]
    assert [one.row for one in groups[1].samples] == [1, 2]
    (errors, *_) = log(forgive=True).groups()
    assert (errors.cured, errors.forgiven, errors.severity) == (1, 1, Severity.ERROR)
    assert FindingLog(CHECKS).groups() == []


def test_groups_of_one_weight_go_by_number_then_code():
    checks = tuple(
        Check(rule=all_rules()[code], severity=Severity.ERROR)
        for code in ("cell.wrong-type", "cell.missing", "cell.off-list")
    )
    filled = FindingLog(checks)
    for check, rows in ((0, [1]), (1, [1]), (2, [1, 2])):
        filled.add(findings.frame(check, row=rows))
    assert [g.check.code for g in filled.groups()] == [
        "cell.off-list", "cell.missing", "cell.wrong-type",
    ]  # fmt: skip


@pytest.mark.usefixtures("spill")
def test_records_with_an_error_are_counted_once_by_column():
    assert log().faulty() == {2: 3}
    assert log(forgive=True).faulty() == {2: 2}
    assert FindingLog(CHECKS).faulty() == {}


@pytest.mark.usefixtures("spill")
def test_marks_count_what_is_alike():
    told = {(code, field, mark): n for code, field, mark, n in log().marks()}
    assert told["cell.wrong-type", "a", same("cell.wrong-type", "a", "x")] == 3
    assert told["cell.wrong-type", "a", same("cell.wrong-type", "a", "y")] == 1
    assert told["file.not-utf8", "", same("file.not-utf8", "", None)] == 1
    assert len(told) == 5


@pytest.mark.usefixtures("spill")
def test_known_findings_are_left_out_the_first_ones_of_each_mark():
    known = {same("cell.wrong-type", "a", "x"): 2, same("file.not-utf8", "", None): 9}
    rest = log().without_known(known)
    assert [(one.row, one.value) for one in rest] == [(1, " a"), (1, "y"), (2, "b "), (4, "x")]
    assert rest.counts() == {"cell.outer-space": 2, "cell.wrong-type": 2}
    assert len(log().without_known({})) == 7
    assert len(FindingLog(CHECKS).without_known(known)) == 0


@pytest.mark.usefixtures("spill")
def test_every_frame_is_mapped():
    hidden = log().mapped(lambda frame: frame.with_columns(value=pl.lit("•")))
    assert {one.value for one in hidden} == {"•"}
    assert hidden.counts() == log().counts()
    assert hidden.checks == CHECKS


def test_spilled_findings_are_on_disk_and_the_others_are_not(monkeypatch):
    monkeypatch.setattr(findings, "SPILL_ROWS", 4)
    filled = log()
    assert [pl.read_ipc(part).height for part in filled._parts] == [5]
    assert sum(frame.height for frame in filled._frames) == 2
    assert filled.frame().height == 7


def test_whole_rows_that_carry_a_repair_are_changes():
    told = findings.frame(0, row=[1, 2, None], line=[2, 3, 4], repair=[4, None, 5])
    (change,) = changes.of_rows(told).iter_rows(named=True)
    expected = {"row": 1, "line": 2, "column": 0, "before": "", "after": "", "repair": 4}
    assert {name: change[name] for name in expected} == expected
    assert dict(changes.of_rows(told).schema) == changes.COLUMNS
    assert changes.empty().is_empty()
    assert dict(changes.empty().schema) == changes.COLUMNS


def test_a_log_without_a_finding_is_empty():
    assert list(FindingLog(CHECKS)) == []
    assert FindingLog(CHECKS).counts() == {}
    assert FindingLog(CHECKS).verdict().valid


def test_safe_findings_alone_are_gone_from_the_verdict_after_repair():
    filled = FindingLog(CHECKS, REPAIRS)
    filled.add(findings.frame(TYPE, row=[1], line=[2], repair=[SAFE]))
    assert filled.verdict(repaired=True).counts == {}
    assert filled.verdict(repaired=True).valid
    assert not filled.verdict().valid


def test_dropped_rows_are_changes_that_keep_what_they_held():
    import json

    index = pl.Series([2, 3], dtype=pl.UInt32)
    cells = pl.DataFrame({"c0": ["a", None], "c1": [None, None], "c2": ["b", ""]})
    made = changes.of_dropped_rows(index, index + 1, cells, 7)
    assert made.select("row", "line", "column", "before", "after", "repair").rows() == [
        (2, 3, 0, "a, b", "", 7), (3, 4, 0, "", "", 7),
    ]  # fmt: skip
    assert json.loads(made["detail"][0]) == ["a", "", "b"]
    assert made["detail"][1] is None
    assert dict(made.schema) == changes.COLUMNS
