"""Members that repeat are told in documents, lists and lines; an answer may be of any encoding."""

import json

import pytest
from click.testing import CliRunner

import tamis
from tamis.cli.main import cli

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}},
}
BAD = ['{"a": 1, "a": 2}', '{"a": 3}', '{"b": [{"x": 1, "x": 2, "x": 3}]}']


@pytest.fixture
def schema(tmp_path):
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    return path


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("t.json", "[" + ",\n".join(BAD) + "]", [(1, 1, "a"), (3, 3, "x")]),
        ("t.ndjson", "\n".join(BAD), [(1, 1, "a"), (3, 3, "x")]),
        ("t.json", '{"a": {"x": 1, "x": 2}, "b": 1}', [(None, 1, "x")]),
        ("t.json", '[{"a": 1}]', []),
    ],
)
def test_members_that_repeat_are_told(tmp_path, schema, name, text, told):
    path = tmp_path / name
    path.write_text(text)
    report = tamis.validate(path, schema)
    repeated = [f for f in report.findings if f.code == "api.repeated-member"]
    assert [(f.row, f.line, f.value) for f in repeated] == told
    assert report.valid is (not told)


def test_a_document_is_read_in_the_encoding_that_is_declared(tmp_path, schema):
    path = tmp_path / "t.json"
    path.write_bytes('[{"a": "é"}]'.encode("cp1252"))
    with pytest.raises(tamis.TamisError):
        tamis.validate(path, schema)
    report = tamis.validate(path, schema, reading=tamis.ReadOptions(encoding="cp1252"))
    assert [f.value for f in report.findings] == ["é"]
    assert report.source.encoding == "cp1252"


def test_answers_are_checked_and_flattened_in_the_encoding_that_is_declared(tmp_path):
    answer = tmp_path / "t.json"
    answer.write_bytes('[{"nom": "Évreux", "code": "27229"}]'.encode("cp1252"))
    runner, table = CliRunner(), tmp_path / "t.csv"
    call = ["api", "flatten", "decoupage-administratif", str(answer), "-o", str(table)]
    assert isinstance(runner.invoke(cli, call).exception, tamis.SourceError)
    done = runner.invoke(cli, [*call, "--encoding", "cp1252"])
    assert done.exit_code == 0, done.output
    assert "Évreux" in table.read_text(encoding="utf-8")
    check = ["api", "check", "decoupage-administratif", str(answer), "--encoding", "cp1252"]
    assert runner.invoke(cli, check).exit_code in {0, 1}
