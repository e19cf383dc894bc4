"""Findings that were written to disk come back in the order of the file, a stretch at a time."""

import polars as pl
import pytest

from tamis.checks import all_rules
from tamis.model.finding import Check
from tamis.model.rule import Severity
from tamis.tables import findings
from tamis.tables.findings import FindingLog

CHECKS = tuple(
    Check(rule=all_rules()[code], severity=Severity.ERROR, field=code, column=column)
    for column, code in ((2, "cell.missing"), (1, "cell.off-list"), (0, "file.not-utf8"))
)


def filled():
    log = FindingLog(CHECKS)
    log.add(findings.frame(2, value=["whole file"]))
    for start in (1, 41, 81):
        rows = pl.Series(range(start, start + 40), dtype=pl.UInt32)
        for check in (0, 1):
            log.add(findings.frame(check, row=rows, line=rows + 1, value=rows.cast(pl.String)))
    late = pl.Series([3, 50], dtype=pl.UInt32)
    log.add(findings.frame(1, row=late, line=late + 1, value=["late", "late"]))
    return log


def order(log):
    return [(one.line, one.column, one.value) for one in log]


@pytest.mark.parametrize("spill", [1, 7, 60, 1000])
def test_order_groups_and_choice_do_not_depend_on_the_disk(monkeypatch, spill):
    whole = filled()
    monkeypatch.setattr(findings, "SPILL_ROWS", spill)
    spilt = filled()
    assert order(spilt) == order(whole)
    assert len(order(spilt)) == len(spilt) == 243
    assert order(spilt)[0] == (None, 0, "whole file")
    assert [(g.count, g.samples) for g in spilt.groups(5)] == [
        (g.count, g.samples) for g in whole.groups(5)
    ]
    assert [(one.line, one.value) for one in spilt.in_rows({3})] == [
        (4, "3"),
        (4, "late"),
        (4, "3"),
    ]


def test_findings_without_a_line_alone(monkeypatch):
    monkeypatch.setattr(findings, "SPILL_ROWS", 1)
    log = FindingLog(CHECKS)
    log.add(findings.frame(2, value=["whole file"]))
    assert order(log) == [(None, 0, "whole file")]
