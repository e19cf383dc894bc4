"""No member of an object of JSON is dropped, whatever its name."""

import json

import pytest
from tests.readers.test_line_ends import records

import tamis
from tamis.model.errors import SourceError

REPEATED = '{"a":1,"b":{"x":1,"x":2},"a":2}'
SCHEMA = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}
TEXTS = {
    "t.json": f'[{REPEATED},\n{{"a":3}}]',
    "wrapped.json": f'{{"n":1,"rows":[{REPEATED},\n{{"a":3}}]}}',
    "t.ndjson": f'{REPEATED}\n{{"a":3}}\n',
    "t.geojson": (
        f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{REPEATED},'
        '"geometry":null},{"type":"Feature","properties":{"a":3},"geometry":null}]}'
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_name_that_repeats_keeps_its_values_and_is_at_fault(tmp_path, name):
    path = tmp_path / name
    path.write_text(TEXTS[name])
    labels, rows, _ = records(path)
    assert labels[:3] == ("a", "b", "a")
    assert [row[:3] for row in rows] == [("1", '{"x": 1, "x": 2}', "2"), ("3", None, None)]
    report = tamis.validate(path, SCHEMA)
    assert report.counts["header.duplicate"] == 1
    assert not report.valid


def test_a_list_that_stands_twice_has_the_columns_of_both(tmp_path):
    path = tmp_path / "t.json"
    path.write_text('{"rows":[{"a":1}],"rows":[{"b":2}]}')
    assert records(path)[:2] == (("a", "b"), [("1", None), (None, "2")])


def feature(**members):
    """Return a file of one feature."""
    one = {"type": "Feature", "properties": {}, "geometry": None, **members}
    return json.dumps({"type": "FeatureCollection", "features": [one]})


@pytest.mark.parametrize(
    ("members", "cells"),
    [
        (
            {"id": 7, "properties": {"id": "x", "n": 1}},
            {"id": "x", "n": "1", "feature_id": "7", "geometry": None},
        ),
        (
            {"properties": {"geometry": "POINT"}, "geometry": {"type": "Point"}},
            {"geometry": "POINT", "feature_geometry": '{"type": "Point"}'},
        ),
        (
            {"id": 7, "properties": {"id": "x", "feature_id": 1}},
            {"id": "x", "feature_id": "1", "feature_id_": "7", "geometry": None},
        ),
        ({"id": 7, "properties": {"id": 7}}, {"id": "7", "geometry": None}),
        ({"id": 7, "properties": {"n": 1}}, {"id": "7", "n": "1", "geometry": None}),
        ({"properties": {"n": 1}, "nom": "y"}, {"n": "1", "geometry": None, "nom": "y"}),
    ],
)
@pytest.mark.parametrize("name", ["t.geojson", "t.ndjson"])
def test_a_member_that_meets_a_property_is_told_and_kept(tmp_path, name, members, cells):
    path = tmp_path / name
    text = feature(**members)
    one = json.dumps(json.loads(text)["features"][0])
    path.write_text(text if name == "t.geojson" else f"{one}\n{one}\n")
    labels, rows, _ = records(path)
    assert dict(zip(labels, rows[0], strict=True)) == cells
    told = tamis.validate(path, {"fields": [{"name": name} for name in labels]}).counts
    assert ("file.feature-member" in told) == any(name.startswith("feature_") for name in cells)


@pytest.mark.parametrize("text", [b"\0" * 10, b"\0" * 300_000, b"\0\n\0\r\n \0"])
@pytest.mark.parametrize("name", ["t.csv", "t.txt", "t", "t.json"])
def test_null_characters_alone_are_no_table(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text)
    with pytest.raises(SourceError):
        tamis.validate(path, SCHEMA)


FIRST, SECOND = '{"a":1,"b":"x"}', '{"a":2,"b":"y"}'
TWICE = {
    "a feature": f'{{"type":"Feature","properties":{FIRST},"properties":{SECOND},"geometry":null}}',
    "a record of a portal": (
        f'{{"datasetid":"d","recordid":"r","fields":{FIRST},"fields":{SECOND}}}'
    ),
    "a wrapped record": (
        f'{{"links":[],"record":{{"id":"r","timestamp":"t","fields":{FIRST},"fields":{SECOND}}}}}'
    ),
}


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("suffix", ["json", "ndjson"])
def test_inner_objects_that_stand_twice_keep_their_members(tmp_path, name, suffix):
    """The second would be read in place of the first, and the table would be valid."""
    path = tmp_path / f"t.{suffix}"
    path.write_text(f"[{TWICE[name]}]" if suffix == "json" else f"{TWICE[name]}\n")
    labels, rows, _ = records(path)
    inner = [pair for pair in zip(labels, rows[0], strict=True) if pair[0] in {"a", "b"}]
    assert inner == [("a", "1"), ("b", "x"), ("a", "2"), ("b", "y")]
    report = tamis.validate(path, SCHEMA)
    assert report.counts["header.duplicate"] == 2


def test_a_geometry_that_stands_twice_is_told(tmp_path):
    path = tmp_path / "t.geojson"
    point = '{"type":"Point","coordinates":[2,48]}'
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1,"b":"x"},'
        f'"geometry":null,"geometry":{point}}}]}}'
    )
    assert records(path)[0] == ("a", "b", "geometry", "geometry")
    assert tamis.validate(path, SCHEMA).counts["header.duplicate"] == 1


@pytest.mark.parametrize("suffix", ["json", "ndjson", "geojson"])
def test_a_null_character_in_a_cell_is_told_as_in_a_text(tmp_path, suffix):
    path = tmp_path / f"t.{suffix}"
    one = '{"a":1,"b":"x\\u0000y"}'
    feature = f'{{"type":"Feature","properties":{one},"geometry":null}}'
    forms = {
        "json": f"[{one}]",
        "ndjson": f"{one}\n",
        "geojson": f'{{"type":"FeatureCollection","features":[{feature}]}}',
    }
    path.write_text(forms[suffix])
    (finding,) = [f for f in tamis.validate(path, SCHEMA).findings if f.code == "file.null-bytes"]
    assert (finding.line, finding.value) == (1, "x\0y")
