"""The records of JSON documents released one by one, under a JSON Schema."""

import json

import polars as pl
import pytest

import tamis
from tamis.contracts.specimen import specimen
from tamis.release.options import AggregateOptions
from tamis.release.record_schema import record_schema

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Travaux",
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "properties", "geometry"],
                "properties": {
                    "type": {"const": "Feature"},
                    "properties": {
                        "type": "object",
                        "required": ["id", "nom"],
                        "properties": {
                            "id": {"type": "string"},
                            "nom": {"type": "string"},
                            "rang": {"type": "integer"},
                            "date_maj": {"type": "string", "format": "date"},
                        },
                    },
                    "geometry": {},
                },
            },
        },
        "bbox": {"type": "array", "items": {"type": "number"}},
    },
}


def feature(number, name="x", **more):
    properties = {"id": number, "nom": name, **more}
    return {"type": "Feature", "properties": properties, "geometry": None}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", **more, "features": features})


def table(path):
    return pl.read_csv(path, infer_schema=False)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "sortie"


@pytest.fixture
def sources(write):
    return [
        write("a.geojson", collection(feature("1"), feature(2), feature("3"), name="A")),
        write("b.ndjson", "".join(json.dumps(feature(n)) + "\n" for n in ("3", "4"))),
        write("c.json", json.dumps([feature("5"), {"type": "Feature"}])),
    ]


def test_records_are_merged_and_each_is_accounted_for(sources, out):
    release = tamis.aggregate(sources, SCHEMA, out, key=["properties.id"])
    assert (release.total.rows, release.total.out, release.total.rejected) == (7, 4, 2)
    assert release.total.duplicates == 1
    merged = json.loads((out / "data.json").read_text())
    assert [one["properties"]["id"] for one in merged["features"]] == ["1", "3", "4", "5"]
    assert tamis.validate(out / "data.json", SCHEMA).valid
    lines = [json.loads(line) for line in (out / "data.ndjson").read_text().splitlines()]
    assert lines == merged["features"]
    assert json.loads((out / "envelopes.json").read_text())["a"][0]["name"] == "A"


def test_a_reject_says_where_and_why(sources, out):
    tamis.aggregate(sources, SCHEMA, out)
    rejects = table(out / "rejects.csv")
    assert rejects["_reasons"].to_list() == [
        "api.wrong-type [/features/1/properties/id]",
        "api.missing-member [/1/properties]; api.missing-member [/1/geometry]",
    ]
    assert json.loads(rejects["record"][0]) == feature(2)
    assert rejects.select("_source", "_record", "_line").row(0) == ("a", "2", "1")


def test_numbers_keep_their_digits(write, out):
    text = """{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry":
        {"type": "Point", "coordinates": [2.350000000000000001, 1E2]},
        "properties": {"id": "é\\u2028", "nom": "n", "rang": 12345678901234567890}}]}"""
    tamis.aggregate([write("a.json", text)], SCHEMA, out)
    line = (out / "data.ndjson").read_text()
    assert "[2.350000000000000001, 1E2]" in line
    assert "12345678901234567890" in line


def test_the_latest_of_a_key_wins_and_changes_are_told(write, out):
    old = write("a.json", collection(feature("1", "vieux", date_maj="2024-01-09")))
    new = write("b.json", collection(feature("1", "neuf", date_maj="2024-01-10")))
    options = AggregateOptions(key=("properties.id",), latest="/properties/date_maj")
    tamis.aggregate([old, new], SCHEMA, out, options=options)
    assert "neuf" in (out / "data.ndjson").read_text()
    write("b.json", collection(feature("1", "autre", date_maj="2024-01-11"), feature("2")))
    release = tamis.aggregate([old, new], SCHEMA, out, options=options)
    assert (release.changes.added, release.changes.changed) == (1, 1)
    changes = table(out / "changes.csv")
    assert set(changes["_field"].drop_nulls()) == {"record", "/properties/date_maj"}


@pytest.mark.parametrize("fault", [
    "<!DOCTYPE html><h1>Maintenance</h1>", '{"message": "quota"}',
    '{"type": "FeatureCollection", "features": []}', '{"features": [',
], ids=["page", "message", "none", "cut"])  # fmt: skip
def test_records_of_a_bad_night_are_those_of_before(write, out, fault):
    sound = write("b.json", collection(feature("9")))
    path = write("a.json", collection(*(feature(str(n)) for n in range(6)), licence="odc"))
    before = tamis.aggregate([path, sound], SCHEMA, out)
    write("a.json", fault)
    release = tamis.aggregate([path, sound], SCHEMA, out)
    assert release.kept == ("a",)
    assert release.total.out == before.total.out == 7
    assert len(json.loads((out / "data.json").read_text())["features"]) == 7
    assert json.loads((out / "envelopes.json").read_text())["a"][0]["licence"] == "odc"
    assert set(table(out / "data.csv")["_kept"].drop_nulls()) <= {"unread", "empty"}


def test_an_envelope_at_fault_rejects_its_records(write, out):
    path = write("a.json", json.dumps({"features": [feature("1")]}))
    sound = write("b.json", collection(feature("2")))
    release = tamis.aggregate([path, sound], SCHEMA, out)
    assert (release.total.out, release.total.rejected) == (1, 1)
    assert table(out / "rejects.csv")["_reasons"].to_list() == ["api.missing-member [/type]"]


def test_a_key_that_is_no_member_is_refused(sources, out):
    for options in ({"key": ["properties.idd"]}, {"latest": "properties.nom"}):
        with pytest.raises(tamis.UsageError):
            tamis.aggregate(sources, SCHEMA, out, **options)
    with pytest.raises(tamis.UsageError):
        tamis.aggregate(sources, SCHEMA, out, options=AggregateOptions(records=("/bbox/x",)))


def test_records_of_several_lists_go_back_to_theirs(write, out):
    item = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    listed = {"type": "array", "items": item}
    schema = {
        "type": "object",
        "properties": {"m": {"type": "object", "properties": {"un": listed, "deux": listed}}},
    }
    first = write("a.json", '{"m": {"un": [{"id": "1"}], "deux": [{"id": "2"}, {}]}}')
    second = write("b.json", '{"m": {"deux": [{"id": "3"}]}}')
    release = tamis.aggregate([first, second], schema, out)
    assert (release.total.out, release.total.rejected) == (3, 1)
    merged = json.loads((out / "data.json").read_text())
    assert merged == {"m": {"un": [{"id": "1"}], "deux": [{"id": "2"}, {"id": "3"}]}}
    assert table(out / "data.csv")["list"].to_list() == ["/m/un", "/m/deux", "/m/deux"]


def test_a_document_that_is_a_record_is_one(write, out):
    schema = {"type": "object", "required": ["titre"], "properties": {
        "titre": {"type": "string"},
        "contacts": {"type": "array", "items": {"type": "object"}},
    }}  # fmt: skip
    one = write("a.json", '{"titre": "A", "contacts": [{}, {}]}')
    many = write("b.json", '[{"titre": "B"}, {"contacts": []}]')
    release = tamis.aggregate([one, many], schema, out)
    assert (release.total.rows, release.total.out, release.total.rejected) == (3, 2, 1)
    assert [one["titre"] for one in json.loads((out / "data.json").read_text())] == ["A", "B"]


def test_the_descriptors_of_a_release_of_records_are_taken(sources, out):
    from frictionless import validate

    tamis.aggregate(sources, SCHEMA, out, key=["properties.id"])
    reports = tamis.validate_package(out / "datapackage.json")
    assert all(report.valid for report in reports.values()), reports
    report = validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    content = json.loads((out / "datapackage.json").read_text())
    assert {"data.json", "data.ndjson", "data.csv"} <= {one["path"] for one in content["resources"]}


LISTS = {
    "etalab/schema-zfe": (("features",),),
    "metis-reseaux/infos-travaux": (("features",),),
    "PnX-SI/schema_randonnee": (("features",),),
    "gip-inclusion/data-inclusion-schema": (),
    "etalab/schema-amenagements-cyclables": (("features",),),
    "139bercy/format-commande-publique": (("marches", "marche"), ("marches", "contrat-concession")),
    "macaron-ai/onstreet-parking-schema": (("features",),),
    "GouvernementFR/referentiel-donnees-communication-publique": (),
}


@pytest.mark.corpus
def test_the_records_of_the_json_schemas_of_the_catalogue_are_known(shared):
    listed = json.loads((shared / "catalogue" / "schemas.json").read_text())["schemas"]
    found = {}
    for entry in listed:
        if entry["schema_type"] == "jsonschema":
            path = entry["versions"][-1]["schema_url"].partition("/schemas/")[2]
            contract = tamis.load_schema(shared / "catalogue" / "schemas" / path)
            found[entry["name"]] = record_schema(contract).lists
    assert found == LISTS


@pytest.mark.corpus
def test_the_published_examples_are_released_record_by_record(shared, out):
    base = shared / "catalogue" / "schemas" / "etalab" / "schema-zfe" / "0.8.2" / "schema.json"
    examples = shared / "examples" / "etalab__schema-zfe" / "0.8.2"
    release = tamis.aggregate(sorted(map(str, examples.iterdir())), base, out)
    assert release.total.out == release.total.rows > 0
    assert tamis.validate(out / "data.json", base).valid


@pytest.mark.corpus
@pytest.mark.parametrize("name", LISTS)
def test_records_of_each_json_schema_of_the_catalogue_are_released(shared, tmp_path, name):
    listed = json.loads((shared / "catalogue" / "schemas.json").read_text())["schemas"]
    (entry,) = [entry for entry in listed if entry["name"] == name]
    path = entry["versions"][-1]["schema_url"].partition("/schemas/")[2]
    contract = tamis.load_schema(shared / "catalogue" / "schemas" / path)
    documents = [specimen(contract, number) for number in (0, 3)]
    for number, document in enumerate(documents):
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
    release = tamis.aggregate([str(tmp_path / "*.json")], contract, tmp_path / "sortie")
    assert release.total.out == release.total.rows
    assert release.total.rows == sum(_records(document, LISTS[name]) for document in documents)
    assert tamis.validate(tmp_path / "sortie" / "data.json", contract).valid


def _records(document, lists):
    if not lists:
        return len(document) if isinstance(document, list) else 1
    number = 0
    for names in lists:
        value = document
        for name in names:
            value = value.get(name, {}) if isinstance(value, dict) else {}
        number += len(value)
    return number
