"""Reports of every kind conform to the JSON Schema that ships."""

import copy
import io
import json

import pytest
from jsonschema import Draft202012Validator

import tamis
from tamis import app, render, shipped
from tamis.model.errors import SourceError
from tamis.model.report import Unread
from tamis.model.text import Text

SCHEMA = json.loads((shipped.root() / "report.json").read_text(encoding="utf-8"))
IRVE = "etalab/schema-irve-statique"
UNREAD = Unread(path="a.csv", error=SourceError(Text(fr="Illisible.", en="Unreadable.")))


def validator(name=None):
    schema = SCHEMA if name is None else {**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{name}"}]}
    return Draft202012Validator(schema)


def written(reports, form="json", **style):
    out = io.StringIO()
    render.form(form).write(reports, out, render.Style(**style))
    return out.getvalue()


def kinds(root, tmp_path):
    files = root / "fixtures" / "territoires"
    yield from (tamis.validate(path, IRVE) for path in sorted(files.glob("*.csv")))
    yield tamis.validate(files / "annecy.csv")
    yield tamis.lint(IRVE)
    yield tamis.normalize(files / "quimper.csv", IRVE, tmp_path / "propre.csv").report
    answer = next((root / "fixtures").glob("**/communes*.json"), None)
    if answer is not None:
        yield app.check_answer("decoupage-administratif", answer)
    for rule in sorted((root / "fixtures" / "rules").iterdir())[::6]:
        bad, schema = next(iter(sorted(rule.glob("bad.*"))), None), rule / "schema.json"
        if bad is not None and schema.is_file():
            yield tamis.validate(bad, schema)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_reports_of_every_kind_conform(root, tmp_path):
    reports = list(kinds(root, tmp_path))
    assert len(reports) > 10
    for report in [*reports, UNREAD]:
        validator().validate(json.loads(written([report])))
    validator("reports").validate(json.loads(written([*reports, UNREAD])))
    validator("report").validate(json.loads(written(reports[:1], quiet=True)))


def test_lines_are_reports_and_findings(root):
    report = tamis.validate(root / "fixtures" / "territoires" / "annecy.csv", IRVE)
    for line in written([report, UNREAD], "ndjson").splitlines():
        content = json.loads(line)
        validator("line").validate(content)
        kind = content.pop("type")
        if kind == "report":
            content["findings"] = []
        content.pop("path", None)
        validator(kind).validate(content)


@pytest.mark.parametrize("member", SCHEMA["$defs"]["report"]["required"])
def test_a_report_without_a_member_does_not_conform(root, member):
    report = json.loads(written([tamis.validate(root / "fixtures/territoires/lens.csv", IRVE)]))
    less = copy.deepcopy(report)
    del less[member]
    assert not validator().is_valid(less)
    assert not validator().is_valid({**report, "autre": 1})
