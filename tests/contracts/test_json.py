"""JSON files against JSON Schemas: documents, lists, lines, features, and what must not hang."""

import json
import time

import pytest

import tamis
from tamis.contracts.record_lines import split
from tamis.loading import json_schema, references

DRAFT = "https://json-schema.org/draft/2020-12/schema"
COLLECTION = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "allOf": [{"$ref": "https://geojson.org/schema/FeatureCollection.json"}],
    "type": "object",
    "properties": {
        "features": {
            "type": "array",
            "minItems": 1,
            "items": {
                "properties": {
                    "properties": {
                        "type": "object",
                        "required": ["id"],
                        "properties": {"id": {"type": "string"}},
                    },
                    "geometry": {"$ref": "http://geojson.org/schema/Point.json"},
                }
            },
        }
    },
}


def feature(**properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [2.3, 48.8]},
    }


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def pointers(report):
    return [(f.code, f.pointer) for f in report.findings]


def judged(write, content, schema, name="a.json"):
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    return tamis.validate(write(name, text), schema)


def test_features_are_judged_and_counted_one_by_one(write):
    report = judged(write, collection(feature(id="a"), feature(id=3), feature()), COLLECTION)
    assert report.rows == 3
    assert pointers(report) == [
        ("api.wrong-type", "/features/1/properties/id"),
        ("api.missing-member", "/features/2/properties/id"),
    ]
    assert [f.row for f in report.findings] == [2, 3]


def test_what_is_around_the_records_is_judged_too(write):
    assert pointers(judged(write, collection(), COLLECTION)) == [("api.wrong-count", "/features")]
    assert pointers(judged(write, {"features": [feature(id="a")]}, COLLECTION)) == [
        ("api.missing-member", "/type")
    ]


def test_the_form_that_was_meant_is_the_one_explained(write):
    bad = feature(id="a")
    bad["geometry"] = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}
    schema = {"$ref": "https://geojson.org/schema/Feature.json", "$schema": DRAFT}
    assert pointers(judged(write, bad, schema)) == [("api.wrong-count", "/geometry/coordinates/0")]


def test_a_finding_of_a_document_has_its_line(write):
    text = json.dumps(collection(feature(id="a"), feature(id=3), feature()), indent=1)
    report = judged(write, text, COLLECTION)
    lines = text.split("\n")
    first, second = report.findings
    assert lines[first.line - 1].strip() == '"id": 3'
    assert lines[second.line - 1].strip() == '"properties": {},'


def test_a_list_and_lines_are_judged_value_by_value(write):
    schema = {"$schema": DRAFT, "type": "object", "properties": {"a": {"type": "integer"}}}
    values = [{"a": 1}, {"a": "x"}, {"a": 3}]
    listed = judged(write, json.dumps(values, indent=1), schema)
    lines = judged(write, "\n".join(map(json.dumps, values)), schema, "a.ndjson")
    unnamed = judged(write, "\n".join(map(json.dumps, values)), schema, "b.json")
    assert pointers(listed) == [("api.wrong-type", "/1/a")]
    assert pointers(lines) == pointers(unnamed) == [("api.wrong-type", "/a")]
    assert [f.line for f in lines.findings] == [2]
    assert [f.line for f in listed.findings] == [5]
    assert listed.rows == lines.rows == 3


def test_lines_may_be_the_records_of_an_envelope(write):
    text = json.dumps(feature(id="a")) + "\n" + json.dumps(feature(id=1)) + "\n"
    report = judged(write, text, COLLECTION, "a.ndjson")
    assert pointers(report) == [("api.wrong-type", "/properties/id")]


def test_parts_say_what_the_whole_says():
    contract = json_schema.from_descriptor(COLLECTION)
    parts = split(contract)
    whole = references.validator(contract)
    envelope = references.validator(contract, parts.envelope)
    record = references.validator(contract, parts.records[("features",)])
    for document in (
        collection(),
        collection(feature(id="a")),
        collection(feature(id=1)),
        collection(feature(id="a"), feature()),
        {"type": "FeatureCollection"},
        {"type": "Feature", "features": [feature(id="a")]},
    ):
        apart = envelope.is_valid(document) and all(
            record.is_valid(one) for one in document.get("features", [])
        )
        assert apart == whole.is_valid(document)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(?=(a+)+$)x", "(a|aa)+$", "(?:a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_a_hostile_pattern_ends(write, pattern):
    started = time.process_time()
    schema = {"$schema": DRAFT, "type": "object", "properties": {"a": {"pattern": pattern}}}
    report = judged(write, {"a": "a" * 5000 + "!"}, schema)
    schema = {"$schema": DRAFT, "patternProperties": {pattern: False}, "type": "object"}
    judged(write, {"a" * 5000 + "!": 1, "b": 1}, schema)
    assert set(report.counts) <= {"api.off-pattern", "api.off-contract"}
    closed = {**schema, "patternProperties": {pattern: {}}, "unevaluatedProperties": False}
    judged(write, {"a" * 5000 + "!": 1, "b": 1}, closed)
    assert time.process_time() - started < 60


def test_a_document_that_nests_too_deep_is_an_error(write):
    schema = {"$schema": DRAFT, "type": "object", "properties": {"a": {"$ref": "#"}}}
    for text in (
        "[" * 100_000,
        '{"a":' * 5000 + "1" + "}" * 5000,
        '{"a":' * 300 + "{}" + "}" * 300,
    ):
        with pytest.raises(tamis.SourceError):
            judged(write, text, schema)


def test_a_recursive_reference_is_followed_as_far_as_the_document_goes(write):
    schema = {
        "$schema": DRAFT,
        "type": "object",
        "properties": {"v": {"type": "integer"}, "next": {"$ref": "#"}},
    }
    deep = {"v": "no"}
    for _ in range(100):
        deep = {"v": 1, "next": deep}
    assert pointers(judged(write, deep, schema)) == [("api.wrong-type", "/next" * 100 + "/v")]
    loop = {"$schema": DRAFT, "$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}
    assert judged(write, {"v": 1}, loop).rows == 1


def test_a_reference_that_leads_nowhere_is_told_and_not_fetched():
    with pytest.raises(tamis.SchemaError, match="example.org/x"):
        tamis.load_schema({"$schema": DRAFT, "$ref": "https://example.org/x.json"})
    with pytest.raises(tamis.SchemaError):
        tamis.load_schema({"$schema": DRAFT, "$ref": "#/$defs/none"})


def test_no_json_schema_is_told():
    for descriptor in (
        {"$schema": DRAFT, "type": "strin"},
        {"$schema": "https://json-schema.org/draft/3033/schema", "type": "string"},
        {"$schema": DRAFT, "properties": {"a": {"pattern": "(a"}}},
    ):
        with pytest.raises(tamis.SchemaError):
            tamis.load_schema(descriptor)


def test_what_is_no_json_is_an_error(write):
    schema = {"$schema": DRAFT, "type": "object"}
    for text in ("{", '{"a": NaN}', "[1, 2", "[{}] x", "", '{"a": 1}{"b": 2}'):
        with pytest.raises(tamis.SourceError):
            judged(write, text, schema)


def test_a_dialect_that_is_not_said_is_known_by_its_keywords():
    old = json_schema.from_descriptor({"$ref": "#/definitions/a", "definitions": {"a": {}}})
    new = json_schema.from_descriptor({"$ref": "#/$defs/a", "$defs": {"a": {}}})
    assert "draft-07" in old.dialect
    assert new.dialect == DRAFT


def test_an_unknown_member_is_told_once_and_weighs_nothing(write):
    schema = {"$schema": DRAFT, "type": "object", "properties": {"a": {}}}
    lines = "\n".join(json.dumps({"a": 1, "nouveau": n}) for n in range(50))
    report = judged(write, lines, schema, "a.ndjson")
    assert report.valid
    assert dict(report.counts) == {"api.unknown-member": 1}


def test_no_finding_is_lost_where_the_explaining_library_sees_nothing(write):
    schema = {"$schema": DRAFT, "type": "object", "properties": {"a": {"multipleOf": 0.01}}}
    report = judged(write, {"a": 1e308}, schema)
    assert report.valid == (not report.counts)


def test_one_and_true_are_not_duplicates(write):
    schema = {"$schema": DRAFT, "type": "object", "properties": {"a": {"uniqueItems": True}}}
    assert judged(write, {"a": [1, True, "1", [1], {"b": 1}]}, schema).valid
    report = judged(write, {"a": [{"b": [1]}, 2, {"b": [1.0]}]}, schema)
    assert pointers(report) == [("api.duplicate-item", "/a/2")]


def test_a_json_schema_is_not_normalised(write, tmp_path):
    with pytest.raises(tamis.SchemaError):
        tamis.normalize(write("a.json", "{}"), {"$schema": DRAFT}, tmp_path / "b.csv")


@pytest.mark.corpus
def test_published_json_schemas_load(shared):
    refused = []
    for path in sorted((shared / "catalogue" / "schemas").rglob("*.json")):
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(descriptor, dict) and json_schema.is_json_schema(descriptor):
            try:
                tamis.load_schema(path)
            except tamis.SchemaError:
                refused.append(path.parent.name)
    assert refused == []


@pytest.mark.corpus
@pytest.mark.parametrize("owner", ["etalab__schema-zfe", "metis-reseaux__infos-travaux"])
def test_published_examples_conform(shared, owner):
    schemas = shared / "catalogue" / "schemas" / owner.replace("__", "/")
    examples = shared / "examples" / owner
    seen = 0
    for path in sorted(examples.rglob("*json")):
        version = path.relative_to(examples).parts[0]
        schema = next((schemas / version).rglob("*.json"))
        if "invalide" in path.name or path.name == schema.name:
            continue
        report = tamis.validate(path, schema)
        assert report.valid, (path, pointers(report)[:5])
        seen += 1
    assert seen
