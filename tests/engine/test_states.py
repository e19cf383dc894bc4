"""A report speaks of one state of its table, which it names."""

import io
import json

import pytest

import tamis
from tamis import render
from tamis.model.report import State
from tamis.render import Style

SCHEMA = {
    "fields": [
        {"name": "jour", "type": "date", "constraints": {"required": True}},
        {"name": "n", "type": "integer"},
    ]
}
TEXT = "jour,n\n01/02/2024,1\n2024-02-02,x\n03/02/2024,y\n"
DELIVERED = {"cell.wrong-type": 4}
REPAIRED = {"cell.wrong-type": 2}


def as_json(report):
    out = io.StringIO()
    render.form("json").write([report], out, Style())
    return json.loads(out.getvalue())


@pytest.fixture
def normalized(write, tmp_path):
    return tamis.normalize(write("a.csv", TEXT), SCHEMA, tmp_path / "out.csv")


def test_a_validation_speaks_of_the_table_as_delivered(write):
    report = tamis.validate(write("a.csv", TEXT), SCHEMA)
    assert report.state is State.DELIVERED
    assert dict(report.counts) == dict(report.findings.counts()) == DELIVERED
    assert dict(report.before.counts) == DELIVERED
    assert dict(report.after.counts) == REPAIRED
    assert report.verdict is report.before


def test_a_normalized_report_speaks_of_the_table_as_repaired(normalized):
    report = normalized.report
    assert report.state is State.REPAIRED
    assert dict(report.counts) == dict(report.findings.counts()) == REPAIRED
    assert report.verdict is report.after is normalized.after
    assert dict(normalized.before.counts) == DELIVERED
    assert [finding.value for finding in report.findings] == ["x", "y"]
    assert not report.valid


def test_a_table_that_repairs_make_right_is_valid(write, tmp_path):
    text = "jour,n\n01/02/2024,1\n"
    report = tamis.normalize(write("a.csv", text), SCHEMA, tmp_path / "out.csv").report
    assert report.valid
    assert (report.before.valid, report.after.valid) == (False, True)
    assert list(report.findings) == []
    assert dict(report.counts) == {}


def test_json_names_the_state_that_all_of_its_members_speak_of(normalized):
    document = as_json(normalized.report)
    assert document["state"] == "repaired"
    assert document["counts"] == REPAIRED
    assert document["stats"]["errors"] == len(document["findings"]) == 2
    assert document["valid"] is document["after"]["valid"] is False
    assert document["before"] == {
        "valid": False, "errors": 4, "warnings": 0, "counts": DELIVERED,
    }  # fmt: skip
    assert document["after"]["counts"] == REPAIRED


def test_json_says_advice_of_a_rule_and_repair_of_a_finding(write):
    document = as_json(tamis.validate(write("a.csv", TEXT), SCHEMA))
    assert document["state"] == "delivered"
    rule = document["rules"]["cell.wrong-type"]
    assert rule["advice"]
    assert "repair" not in rule
    assert {finding.get("repair") for finding in document["findings"]} == {"french-date", None}


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_forms_for_people_say_both_states(normalized, name):
    out = io.StringIO()
    render.form(name).write([normalized.report], out, Style())
    assert "livr" in out.getvalue()
    assert "4" in out.getvalue()
