"""Schemas put right where there is one reading; left alone elsewhere."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from tests.command import run_text

from tamis import app
from tamis.checks.custom import custom_check_parameters
from tamis.loading import catalogue, schemas
from tamis.model.errors import UsageError

WRONG = {
    "name": "salles",
    "fields": [
        {"name": "a", "contraints": {"requird": "true"}, "enum": ["x", "y"]},
        {"name": "b", "type": "integer", "constraints": {"minimum": "0", "title": "B"}},
        {"name": "c", "type": "boolean", "trueValues": "oui", "falseValues": "non, jamais"},
        {"name": "d", "pattern": "x", "constraints": {"pattern": "y"}},
        {"name": "e", "constraints": {"minLength": "deux"}},
    ],
    "missingValues": "ND",
}
RIGHT = [
    {"name": "a", "constraints": {"required": True, "enum": ["x", "y"]}},
    {"name": "b", "type": "integer", "constraints": {"minimum": 0}, "title": "B"},
    {"name": "c", "type": "boolean", "trueValues": ["oui"], "falseValues": "non, jamais"},
    {"name": "d", "pattern": "x", "constraints": {"pattern": "y"}},
    {"name": "e", "constraints": {"minLength": "deux"}},
]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(WRONG, indent=4) + "\n")
    return path


def test_what_has_one_reading_is_put_right(path):
    fixes = app.fix_schema(path)
    content = json.loads(path.read_text())
    assert content["fields"] == RIGHT
    assert content["missingValues"] == "ND"
    assert len(fixes) == 7
    assert path.read_text().startswith('{\n    "name"')
    assert path.read_text().endswith("}\n")


def test_twice_is_once(path):
    app.fix_schema(path)
    text = path.read_text()
    assert app.fix_schema(path) == ()
    assert path.read_text() == text


def test_what_is_right_is_not_touched(tmp_path):
    text = '{"name":"s","fields":[{"name":"é",  "type":"string"}]}'
    path = tmp_path / "schema.json"
    path.write_text(text)
    assert app.fix_schema(path) == ()
    assert path.read_text() == text


def test_nothing_is_lost_where_a_member_stands_twice(tmp_path):
    path = tmp_path / "schema.json"
    path.write_text('{"fields": [{"name": "a", "contraints": {}, "title": "x", "title": "y"}]}')
    with pytest.raises(UsageError, match="title"):
        app.fix_schema(path)
    (tmp_path / "s.yml").write_text("fields: []")
    with pytest.raises(UsageError):
        app.fix_schema(tmp_path / "s.yml")


def test_the_command(path):
    done = run_text("schema", "lint", "--fix", path, "--lang", "fr")
    assert "« contraints » → « constraints »" in done.stderr
    assert "schema.not-a-list" in done.stdout
    assert run_text("schema", "lint", "--fix", "--all").returncode == 2


def test_a_schema_is_written_question_by_question(tmp_path):
    path = tmp_path / "schema.json"
    answers = ["Salles à louer", "", "Les salles de la commune.", "siret", "siret", "SIRET", "",
               "oui", "123", "73282932000074", "genre", "liste", "salle|gymnase", "", "", "", "",
               "", "siret"]  # fmt: skip
    done = run_text("schema", "new", "-o", path, stdin="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stderr
    content = json.loads(path.read_text())
    assert (content["name"], content["primaryKey"]) == ("salles-a-louer", "siret")
    assert content["fields"][0]["example"] == "73282932000074"
    assert content["fields"][1]["constraints"] == {"enum": ["salle", "gymnase"], "required": False}
    assert content["custom_checks"] == [
        {"name": "french-siret-value", "params": {"column": "siret"}}
    ]
    assert app.lint(path).valid
    assert run_text("schema", "new", "-o", path, stdin="x\n").returncode == 2


@pytest.fixture(scope="module")
def editor():
    return json.loads(
        (Path(__file__).parents[2] / "schemas" / "table-schema.json").read_text(encoding="utf-8")
    )


@pytest.fixture(scope="module")
def judge(editor):
    return jsonschema_rs.validator_for(editor)


def test_editors_take_every_schema_that_ships(judge):
    for entry in catalogue.built_in().values():
        if entry.kind == "tableschema":
            for version in entry.versions:
                assert judge.is_valid(dict(schemas.descriptor_of(entry, version))), entry.name


def test_editors_mark_what_is_in_the_wrong_place(judge):
    marked = {tuple(error.instance_path) for error in judge.iter_errors(WRONG)}
    assert {("fields", 0, "contraints"), ("fields", 0, "enum"), ("fields", 3, "pattern"),
            ("fields", 2, "trueValues"), ("missingValues",)} <= marked  # fmt: skip


def test_editors_complete_the_checks_that_there_are(editor):
    listed = editor["properties"]["custom_checks"]["items"]["properties"]["name"]["anyOf"][0]
    assert listed["enum"] == sorted(custom_check_parameters())


def test_dependencies_name_the_missing_member(tmp_path):
    import tamis

    contract = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "dependencies": {"carte": ["code"], "pays": {"required": ["ville"]}},
    }
    (tmp_path / "d.json").write_text('{"carte": 1, "pays": "FR"}')
    report = tamis.validate(tmp_path / "d.json", contract)
    told = {(finding.code, finding.pointer) for finding in report.findings}
    assert told == {("api.missing-member", "/code"), ("api.missing-member", "/ville")}
