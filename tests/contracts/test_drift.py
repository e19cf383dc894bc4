"""How answers move away from a contract, and contracts from one another."""

import json

import pytest
from click.testing import CliRunner

from tamis.cli.main import cli
from tamis.contracts import drift
from tamis.contracts.differences import differences
from tamis.contracts.finding_log import JudgeOptions
from tamis.loading import json_schema
from tamis.model.profile import Profile
from tamis.sources.local import LocalFile

CONTRACT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "total": {"type": "integer"},
        "results": {"type": "array", "items": {"$ref": "#/$defs/r"}},
    },
    "$defs": {
        "r": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "age": {"type": ["integer", "null"]},
                "x": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                "tags": {"type": "object", "additionalProperties": {"type": "string"}},
                "p": {"$ref": "#/$defs/r"},
            },
        }
    },
}


def told(write, *values, name="a.json"):
    files = []
    for number, value in enumerate(values):
        text = value if isinstance(value, str) else json.dumps(value)
        path = write(f"{number}-{name}", text)
        files.append(LocalFile(path=path, name=str(path)))
    options = JudgeOptions(location="a", profile=Profile())
    report = drift.report(json_schema.from_descriptor(CONTRACT), files, options)
    return {(f.code, f.pointer, f.note) for f in report.findings}


def test_each_place_is_told_once_with_its_counts(write):
    one = {"total": 2, "results": [{"id": "a", "new": 1}, {"id": 3, "x": "b", "p": {"id": "q"}}]}
    two = {"total": 2.0, "results": [{"id": None, "new": 2, "tags": {"k": "v", "l": 1}}]}
    found = told(write, one, two)
    assert {item for item in found if item[0] != "api.never-seen"} == {
        ("api.unknown-member", "/results/0/new", " (2/3)"),
        ("api.wrong-type", "/results/1/id", " (1/3)"),
        ("api.wrong-type", "/results/0/id", " (1/3)"),
        ("api.wrong-type", "/results/1/x", " (1/1)"),
        ("api.wrong-type", "/results/0/tags/l", " (1/2)"),
    }
    never = {place for code, place, _ in found if code == "api.never-seen"}
    assert never == {"/results/0/age", *(f"/results/1/p/{n}" for n in ("age", "x", "tags", "p"))}


def test_what_is_always_null_is_told(write):
    found = told(write, {"results": [{"age": None}, {"age": None}], "total": 1})
    assert ("api.never-seen", "/results/0/age", " (2/2)") in found
    assert not any(
        place.endswith("/age") for _, place, _ in told(write, {"results": [{"age": 1}, {}]})
    )


def test_lines_are_records(write):
    found = told(write, '{"id": 1}\n{"id": "a"}\n', name="a.ndjson")
    assert ("api.wrong-type", "/id", " (1/2)") in found


def test_the_command_takes_several_answers_and_every_form(write):
    good = write("g.json", json.dumps({"results": [], "total_results": 0, "page": 1, "per_page": 1,
                                       "total_pages": 0}))  # fmt: skip
    line = ["api", "drift", "sirene", good, good, "--operation", "search"]
    done = CliRunner().invoke(cli, [*map(str, line), "--format", "json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["valid"]
    for form in ("html", "sarif", "junit"):
        assert CliRunner().invoke(cli, [*map(str, line), "--format", form]).exit_code == 0
    assert CliRunner().invoke(cli, ["api", "drift", "sirene"]).exit_code != 0


def contract(**keywords):
    return json_schema.from_descriptor({"$schema": CONTRACT["$schema"], **keywords})


OBJECT = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    ("before", "after", "pointer", "keyword", "consumer", "producer"),
    [
        (OBJECT, {**OBJECT, "required": []}, "/a", "required", True, False),
        ({**OBJECT, "required": []}, OBJECT, "/a", "required", False, True),
        (OBJECT, {"type": "object"}, "/a", "member", True, False),
        ({"type": "object"}, {"properties": {"b": {}}, "type": "object"}, "/b", "member",
         False, False),
        ({"type": "string"}, {"type": ["string", "null"]}, "", "type", True, False),
        ({"type": "number"}, {"type": "integer"}, "", "type", False, True),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "", "enum", True, False),
        ({"enum": ["a", "b"]}, {"const": "a"}, "", "enum", False, True),
        ({"maxLength": 5}, {"maxLength": 9}, "", "maxLength", True, False),
        ({"minimum": 1}, {}, "", "minimum", True, False),
        ({}, {"format": "date"}, "", "format", False, True),
        ({"pattern": "a"}, {"pattern": "b"}, "", "pattern", True, True),
        ({"items": {"maximum": 2}}, {"items": {"maximum": 1}}, "/*", "maximum", False, True),
        ({"additionalProperties": False}, {}, "", "additionalProperties", True, False),
        ({"anyOf": [{"minimum": 1}]}, {"anyOf": [{"minimum": 2}]}, "", "anyOf", True, True),
        ({"allOf": [OBJECT]}, {"allOf": [{**OBJECT, "required": []}]}, "/a", "required",
         True, False),
    ],
)  # fmt: skip
def test_what_a_change_breaks(before, after, pointer, keyword, consumer, producer):
    (change,) = differences(contract(**before), contract(**after))
    assert (change.pointer, change.keyword) == (pointer, keyword)
    assert (change.breaks_consumer, change.breaks_producer) == (consumer, producer)


def test_what_only_reads_otherwise_is_no_change():
    inlined = {"properties": {"a": OBJECT}, "title": "x"}
    referred = {"properties": {"a": {"$ref": "#/$defs/o"}}, "$defs": {"o": OBJECT}}
    assert differences(contract(**inlined), contract(**referred)) == []
    assert differences(json_schema.from_descriptor(CONTRACT), contract(**CONTRACT)) == []


def test_the_command_says_what_breaks(write):
    old = str(write("a.json", json.dumps(OBJECT)))
    new = str(write("b.json", json.dumps({"type": "object"})))
    done = CliRunner().invoke(cli, ["schema", "diff", old, new, "--lang", "en"])
    assert done.exit_code == 1
    assert "! /a: member removed" in done.stdout
    assert CliRunner().invoke(cli, ["schema", "diff", new, old]).exit_code == 0
    done = CliRunner().invoke(cli, ["schema", "diff", old, new, "--format", "json"])
    assert json.loads(done.stdout)["breaks_consumer"] is True
    same = CliRunner().invoke(cli, ["schema", "diff", "api:ban/search", "api:ban/search"])
    assert same.exit_code == 0
