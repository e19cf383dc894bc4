"""Verdicts by the letter of the specification."""

import polars as pl
import pytest

import tamis
from tamis import values
from tamis.model.schema import Field
from tamis.values import backtrack, patterns


def counts(write, field, *texts):
    rows = "".join('"{}",1\n'.format(text.replace('"', '""')) for text in texts)
    schema = {"fields": [{"name": "x", **field}, {"name": "n"}]}
    return dict(tamis.validate(write("t.csv", f"x,n\n{rows}"), schema).counts)


@pytest.mark.parametrize("bound", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
def test_nan_lies_within_no_bound(write, bound):
    field = {"type": "number", "constraints": {bound: 0}}
    assert counts(write, field, "NaN") == {"cell.out-of-range": 1}
    infinite = "INF" if "inimum" in bound else "-INF"
    assert counts(write, field, infinite) == {}


def test_nan_is_a_number(write):
    assert counts(write, {"type": "number", "constraints": {"required": True}}, "nan") == {}


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
    [
        (r"\w+", "été_1", True),
        (r"\w+", "e\u0301te\u0301", True),
        (r"\w+", "Ωмир٣", True),
        (r"\w", "+", False),
        (r"\W", "é", False),
        (r"[\w]", "é", True),
        (r"[^\W]", "é", True),
        (r"\s", "\u00a0", False),
        (r"\s", "\t", True),
        (r"\S", "\u00a0", True),
        (r"[\S]", "\u2009", True),
        (r"\d", "٣", False),
        (r"\D", "٣", True),
        (r"[\D]", "3", False),
        (r"[\s\S]+", "a\n", True),
    ],
)
def test_classes_of_patterns(pattern, text, taken):
    assert patterns.is_usable(pattern)
    matched = pl.lit(text).str.contains(patterns.anchored(pattern))
    assert pl.select(matched).item() is taken
    assert pl.select(backtrack.whole(pl.lit(text), pattern)).item() is taken


def test_published_patterns_of_words_take_accents(shared, write):
    schema = shared / "catalogue" / "schemas" / "scdl" / "deliberations" / "2.1.0" / "schema.json"
    if not schema.is_file():
        pytest.skip("no catalogue")
    loaded = tamis.load_schema(schema)
    field = next(f for f in loaded.fields if r"\w" in (f.constraints.pattern or ""))
    text = "Finances locales/Décisions budgétaires"
    assert counts(write, {"constraints": {"pattern": field.constraints.pattern}}, text) == {}


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_blanks_around_numbers_collapse(kind):
    field = Field(name="x", type=kind)
    assert values.read(field, [" 01 ", "\t1\r\n"]).to_list() == [1, 1]
    assert values.read(field, ["1 0", "\u00a01", " "]).null_count() == 3


def test_blanks_around_a_number_are_no_other_key(write):
    schema = {"fields": [{"name": "x", "type": "integer"}, {"name": "n"}], "primaryKey": ["x"]}
    report = tamis.validate(write("t.csv", "x,n\n1,a\n 01 ,b\n"), schema)
    assert "table.duplicate-key" in report.counts


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("array", "[2.35,\n\t48.85\r]"),
        ("array", "\n[ 2.35 , 48.85 ]\n"),
        ("object", '{\n"lon": 2.35,\r\n"lat":\t48.85 }'),
    ],
)
def test_positions_in_json_take_its_blanks(form, text):
    field = Field(name="x", type="geopoint", format=form)
    assert values.read(field, [text]).to_list() == [{"lon": 2.35, "lat": 48.85}]
    nbsp = text.replace("2.35", "\u00a02.35")
    assert values.read(field, [nbsp]).null_count() == 1


def test_a_length_may_be_written_as_a_float(write):
    field = {"constraints": {"minLength": 2.0, "maxLength": 3.0}}
    assert counts(write, field, "ab", "a", "abcd") == {"cell.wrong-length": 2}


@pytest.mark.corpus
def test_every_version_of_the_hiking_schema_loads(shared):
    paths = sorted((shared / "catalogue" / "schemas" / "PnX-SI").rglob("schema.json"))
    assert len(paths) == 7
    for path in paths:
        assert tamis.load_schema(path)


def test_an_id_beside_a_reference_is_known(write):
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://example.org/s.json",
        "definitions": {
            "place": {"$id": "place", "$ref": "#/definitions/text"},
            "text": {"type": "string"},
        },
        "type": "object",
        "properties": {"a": {"$ref": "place"}},
    }
    assert tamis.validate(write("a.json", '{"a": "x"}'), schema).valid
    assert not tamis.validate(write("b.json", '{"a": 1}'), schema).valid
