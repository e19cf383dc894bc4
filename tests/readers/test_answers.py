"""Answers of APIs saved as files: envelopes, none at all, errors."""

import json

import pytest

import tamis
from tamis.model.origin import Origin
from tamis.sources import sidecar

SCHEMA = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}
ROW = {"code": 1, "nom": "a"}


@pytest.mark.parametrize(
    "value",
    [{"results": [ROW]}, {"total": 1, "data": [ROW], "links": {}}, {"": [ROW]}, {"x": [ROW]},
     {"results": [ROW], "facets": []}],
)  # fmt: skip
def test_the_list_of_an_envelope_is_the_table(write, value):
    report = tamis.validate(write("a.json", json.dumps(value)), SCHEMA)
    assert (report.valid, report.stats.rows) == (True, 1)


@pytest.mark.parametrize(
    "value",
    [{"results": []}, {"total": 0, "data": [], "links": {}}, [], {"x": []},
     {"results": [], "facets": [], "total": 0}],
)  # fmt: skip
def test_an_answer_without_records_is_an_empty_table(write, value):
    report = tamis.validate(write("a.json", json.dumps(value)), SCHEMA)
    assert report.stats.rows == 0
    assert set(report.counts) == {"file.empty"}


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"items": [ROW]}, "total": 1},
        {"total": 1, "data": {"page": 1, "communes": [ROW]}},
        {"results": {"records": [ROW], "links": None}},
    ],
)
def test_a_list_within_the_member_of_records_is_a_table(write, value):
    report = tamis.validate(write("a.json", json.dumps(value, indent=1)), SCHEMA)
    assert (report.stats.rows, report.valid) == (1, True)


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"a": [ROW], "b": [ROW]}},
        {"data": {"items": [ROW], "autre": {"x": 1}}},
        {"foyer": {"items": [ROW]}},
        {"data": {"errors": [{"title": "panne"}]}},
        {"data": {"items": [1, 2]}},
        {"data": {}},
    ],
)
def test_what_stands_beside_a_list_within_is_not_lost(write, value):
    with pytest.raises(tamis.SourceError, match="liste d'objets"):
        tamis.validate(write("a.json", json.dumps(value)), SCHEMA)


@pytest.mark.parametrize(
    "value",
    [
        {"code": 404, "message": "introuvable"},
        {"erreur": "introuvable"},
        {"errors": [{"code": "00101", "title": "introuvable"}]},
        {"type": "about:blank", "title": "introuvable", "status": 404},
        {"error": {"message": "introuvable"}},
    ],
)
def test_an_error_answer_is_told_as_one(write, value):
    path = write("a.json", json.dumps(value))
    with pytest.raises(tamis.SourceError, match=r"réponse d'erreur.* introuvable"):
        tamis.validate(path, SCHEMA)
    listed = write("liste.json", json.dumps([value])), write("l.ndjson", json.dumps(value))
    for source in listed:
        with pytest.raises(tamis.SourceError, match=r"réponse d'erreur.* introuvable"):
            tamis.validate(source, SCHEMA)
    sidecar.write(path, Origin(access="restricted"))
    with pytest.raises(tamis.SourceError, match="réponse d'erreur") as error:
        tamis.validate(path, SCHEMA)
    assert "introuvable" not in str(error.value)


@pytest.mark.parametrize("value", [{"nom": "x", "tags": []}, {"code": 1, "nom": "a"}, {"": 0}, {},
                                   {"results": 3}, {"a": [ROW], "b": [ROW]}])  # fmt: skip
def test_what_is_no_answer_is_no_table(write, value):
    with pytest.raises(tamis.SourceError, match="liste d'objets"):
        tamis.validate(write("a.json", json.dumps(value)), SCHEMA)


V1 = {"datasetid": "x", "recordid": "r1", "fields": ROW, "record_timestamp": "2024-01-01",
      "geometry": {"type": "Point", "coordinates": [1, 2]}}  # fmt: skip
V2 = {"record": {"id": "r1", "timestamp": "2024-01-01", "size": 3, "fields": ROW}, "links": []}


@pytest.mark.parametrize(
    "value",
    [{"nhits": 1, "parameters": {}, "records": [V1]}, [V1], {"total_count": 1, "records": [V2]},
     {"total_count": 1, "results": [ROW]}],
)  # fmt: skip
def test_records_of_opendatasoft_are_rows(write, value):
    report = tamis.validate(write("a.json", json.dumps(value)), SCHEMA)
    assert not report.verdict.errors
    assert {"code", "nom"} <= set(report.source.labels)
    wrong = json.loads(json.dumps(value).replace('"code": 1', '"code": "z"'))
    told = tamis.validate(write("b.json", json.dumps(wrong)), SCHEMA)
    assert told.counts["cell.wrong-type"] == 1


def test_an_object_with_a_member_called_fields_keeps_it(write):
    value = [{"fields": {"a": 1}, "nom": "x"}]
    report = tamis.validate(write("a.json", json.dumps(value)), {"fields": [{"name": "nom"}]})
    assert set(report.source.labels) == {"fields", "nom"}
