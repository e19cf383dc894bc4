"""What each type reads, what it refuses, and what it asks for in words."""

import polars as pl
import pytest

from tamis import values
from tamis.model.schema import Field
from tamis.values import (
    backtrack,
    json_cells,
    json_schema,
    luhn,
    pattern_size,
    patterns,
    strptime,
    territories,
)  # fmt: skip
from tamis.values.column_names import is_personal, nature
from tamis.values.identifiers import shape

POINT = '{"type": "Point", "coordinates": [1, 2]}'
CHOICE = {"constraints": {"enum": ["u", "v"]}}


def read(text, **field):
    return values.read(Field(name="x", **field), [text])[0]


def over(function, *texts, dtype=pl.String):
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=dtype)})
    return frame.select(function(pl.col("text"))).to_series().to_list()


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ('{"type": "Point", "coordinates": [1, 2]}', True),
        ('{"type": "Point", "coordinates": [1, 2, 3]}', True),
        ('{"type": "Point", "coordinates": [1]}', False),
        ('{"type": "Point", "coordinates": [true, 2]}', False),
        ('{"type": "Point", "coordinates": "1,2"}', False),
        ('{"type": "Point"}', False),
        ('{"type": "MultiPoint", "coordinates": []}', True),
        ('{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}', True),
        ('{"type": "LineString", "coordinates": [[1, 2]]}', False),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}', True),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [0, 0]]]}', False),
        ('{"type": "Polygon", "coordinates": [[0, 0], [0, 1], [1, 1], [0, 0]]}', False),
        ('{"type": "Polygon", "coordinates": []}', True),
        ('{"type": "MultiPolygon", "coordinates": [[[[0, 0], [0, 1], [1, 1], [0, 0]]]]}', True),
        (f'{{"type": "GeometryCollection", "geometries": [{POINT}]}}', True),
        ('{"type": "GeometryCollection", "geometries": [{"type": "Point"}]}', False),
        ('{"type": "GeometryCollection", "geometries": [3]}', False),
        ('{"type": "GeometryCollection"}', False),
        ('{"type": "Feature", "geometry": null, "properties": null}', True),
        ('{"type": "Feature", "geometry": null, "properties": {}}', True),
        ('{"type": "Feature", "geometry": null}', False),
        ('{"type": "Feature", "properties": {}}', False),
        ('{"type": "Feature", "geometry": {"type": "Point"}, "properties": {}}', False),
        ('{"type": "Feature", "geometry": null, "properties": 3}', False),
        ('{"type": "FeatureCollection", "features": []}', True),
        (f'{{"type": "FeatureCollection", "features": [{POINT}]}}', False),
        ('{"type": "FeatureCollection", "features": [3]}', False),
        ('{"type": "FeatureCollection"}', False),
        ('{"type": ["Point"], "coordinates": [1, 2]}', False),
        ('{"type": "Circle", "coordinates": [1, 2]}', False),
        ("[1, 2]", False),
        ("{", False),
    ],
)  # fmt: skip
def test_geometries(text, good):
    assert read(text, type="geojson") == (text if good else None)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ('{"type": "Topology", "objects": {}, "arcs": []}', True),
        ('{"type": "Topology", "objects": [], "arcs": []}', False),
        ('{"type": "Topology", "objects": {}}', False),
        ('{"type": "Point", "coordinates": [1, 2]}', True),
        ('{"type": "MultiPoint", "arcs": []}', False),
        ('{"type": "GeometryCollection", "geometries": []}', True),
        ('{"type": "GeometryCollection", "arcs": []}', False),
        ('{"type": "Polygon", "arcs": [[0]]}', True),
        ('{"type": "Polygon", "coordinates": []}', False),
        ('{"type": "Circle", "arcs": []}', False),
    ],
)
def test_topologies(text, good):
    assert read(text, type="geojson", format="topojson") == (text if good else None)


@pytest.mark.parametrize(
    ("field", "french", "english"),
    [
        ({"type": "geojson"}, "GeoJSON", "GeoJSON"),
        ({"type": "geojson", "format": "topojson"}, "TopoJSON", "TopoJSON"),
        ({"type": "array"}, '["a", "b"]', "JSON list, such"),
        ({"type": "array", "array_item": CHOICE}, "parmi : u, v", "among: u, v"),
        ({"type": "datetime"}, "2024-12-31T08:30", "2024-12-31T08:30"),
        ({"type": "datetime", "format": "%d/%m/%Y %H:%M"}, "JJ/MM/AAAA", "DD/MM/YYYY"),
        ({"type": "number"}, "un point", "a point"),
        ({"type": "number", "decimal_char": ","}, "12,5", "12,5"),
        ({"type": "geopoint"}, "2.35, 48.85", "2.35, 48.85"),
        ({"type": "geopoint", "format": "array"}, "[2.35, 48.85]", "[2.35, 48.85]"),
        ({"type": "geopoint", "format": "object"}, '"lon": 2.35', '"lon": 2.35'),
        ({"type": "list", "item_type": "integer", "delimiter": ";"}, "« ; »", "“;”"),
        ({"type": "no such type"}, "", ""),
    ],
)  # fmt: skip
def test_what_is_expected_is_said(field, french, english):
    told = values.type_module(Field(name="x", **field)).expected(Field(name="x", **field))
    assert french in told.fr
    assert english in told.en


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("1,a", {"type": "list", "item_type": "integer"}, None),
        ("1, 2", {"type": "list", "item_type": "integer"}, ["1", "2"]),
        ("1, a", {"type": "list"}, ["1", "a"]),
        ("1, a", {"type": "list", "item_type": "geojson"}, ["1", "a"]),
        ("[1, NaN]", {"type": "array"}, None),
        ("[1]", {"type": "array"}, "[1]"),
        ('{"a": 1}', {"type": "array"}, None),
    ],
)
def test_lists(text, field, value):
    made = read(text, **field)
    assert (made.to_list() if isinstance(made, pl.Series) else made) == value


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("2024-12-31T24:00:00", "default", "2025-01-01 00:00:00"),
        ("2024-12-31T24:00:01", "default", None),
        ("2024-12-31T08:30:00+01:00", "default", "2024-12-31 07:30:00"),
        ("2024-12-31T08:30:00.5-02:30", "default", "2024-12-31 11:00:00.500000"),
        ("31/12/2024 08:30", "%d/%m/%Y %H:%M", "2024-12-31 08:30:00"),
        ("31/12/24 08:30", "%d/%m/%y %H:%M", "2024-12-31 08:30:00"),
        ("32/12/24 08:30", "%d/%m/%y %H:%M", None),
        ("31 déc 2024", "%d/%m/%y %H:%M", None),
        ("December 31st 2024 08:30", "any", "2024-12-31 08:30:00"),
        ("zut", "any", None),
    ],
)
def test_moments(text, form, value):
    made = read(text, type="datetime", format=form)
    assert (None if made is None else str(made)) == value


@pytest.mark.parametrize(
    ("kind", "form", "text", "value"),
    [
        ("date", "any", "31 December 2024", "2024-12-31"),
        ("time", "any", "8:30 pm", "20:30:00"),
        ("date", "fmt:%d.%m.%Y", "31.12.2024", "2024-12-31"),
        ("date", "%B %Y", "December 2024", "2024-12-01"),
        ("time", "%H:%M", "08:30", "08:30:00"),
        ("time", "%H:%M", "8:61", None),
    ],
)
def test_dates_and_times_in_other_forms(kind, form, text, value):
    made = read(text, type=kind, format=form)
    assert (None if made is None else str(made)) == value
    assert strptime.plain("fmt:%d") == "%d"


def test_texts_of_descriptors():
    field = Field(name="x", type="boolean", true_values=("oui",), false_values=())
    assert values.descriptor_text(value=True, field=field) == "oui"
    assert values.descriptor_text(value=False, field=field) == ""
    assert values.descriptor_text(value=False) == "false"
    number = Field(name="x", type="number", decimal_char=",")
    assert (values.descriptor_text(2.5, number), values.descriptor_text(2, number)) == ("2,5", "2")
    assert values.descriptor_text(["é"]) == '["é"]'


def test_check_digits_of_the_register():
    texts = ["732829320", "732 829 320", "732829321", "000000000", "73282932", None, "abc"]
    assert over(lambda text: luhn.flaw(text, luhn.SIREN), *texts) == [None, None, 1, 2, 0, None, 0]
    texts = ["73282932000074", "73282932000075", "00000000000000", "35600000000048"]
    assert over(lambda text: luhn.flaw(text, luhn.SIRET), *texts) == [None, 1, 2, None]
    assert over(luhn.compact, "732\u00a0829\u202f320 1") == ["7328293201"]


def test_the_postal_rule_holds_for_la_poste_alone():
    def siret(start):
        return next(
            text for n in range(1, 99_999)
            if sum(map(int, text := f"{start}{n:05}")) % 5 == 0
            and over(lambda t: luhn.has_check_digit(luhn.digits(t, 14), 14), text) == [False]
        )  # fmt: skip

    assert over(lambda text: luhn.flaw(text, 14), siret("356000000")) == [None]
    assert over(lambda text: luhn.flaw(text, 14), siret("732829320")) == [1]


def test_points_are_in_a_territory_swapped_or_nowhere():
    points = pl.DataFrame(
        {"lon": [2.35, 48.85, 0.0, None, -61.5], "lat": [48.85, 2.35, 0.0, 1.0, 16.2]}
    ).select(point=pl.struct("lon", "lat"))
    told = points.select(territories.place(pl.col("point"))).to_series().to_list()
    assert told == [
        territories.THERE,
        territories.SWAPPED,
        territories.AWAY,
        None,
        territories.THERE,
    ]


def test_json_schemas_of_cells_reach_out_for_nothing():
    schema = {"type": "object", "required": ["a"]}
    assert json_schema.is_usable(schema)
    assert not json_schema.is_usable({"$ref": "https://example.org/schema.json"})
    assert not json_schema.is_usable({"type": 3})
    holds = json_schema.test(schema)
    assert (holds('{"a": 1}'), holds("{}"), holds("3")) == (True, False, False)
    assert json_cells.loads("[NaN]") is None


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"(a)\1", "aa", True),
        (r"(a)\1", "ab", False),
        (r"(?=a).*", "ab", True),
        (r"(a", "a", None),
        (r"(a{100}){100}{100}{100}(?=a)", "a", None),
    ],
)
def test_patterns_that_backtrack(pattern, text, fits):
    assert backtrack.is_usable(pattern) is (fits is not None)
    assert over(lambda cell: backtrack.whole(cell, pattern), text, None)[0] is bool(fits)


def test_a_pattern_that_takes_too_long_says_nothing_and_then_is_left(monkeypatch):
    monkeypatch.setattr(backtrack, "SECONDS", 0.005)
    monkeypatch.setattr(backtrack, "PATIENCE", 2)
    slow = ["a" * n + "!" for n in range(30, 34)]
    told = over(lambda cell: backtrack.whole(cell, r"(a|aa)+(?<=a)$\b"), *slow, "aa")
    assert told[:4] in ([None] * 4, [False] * 4)
    met = []
    monkeypatch.setattr(backtrack, "_matches", lambda pattern, text: met.append(text))
    assert over(lambda cell: backtrack.whole(cell, "x"), "a", "b", "c") == [None] * 3
    assert met == ["a", "b"]


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("[a-z-[aeiou]]", "b", True),
        ("[a-z-[aeiou]]", "a", False),
        ("[[a]", "[", True),
        ("[a&&b]", "&", True),
        ("[a&&b]", "c", False),
        ("[a~~b]", "~", True),
        (r"\d+", "12", True),
        (r"\d+", "١٢", False),
    ],
)
def test_classes_of_patterns(pattern, text, fits):
    assert patterns.is_usable(pattern)
    assert over(lambda cell: cell.str.contains(patterns.anchored(pattern)), text) == [fits]


def test_sizes_of_patterns():
    assert not pattern_size.is_too_large("a{2}b{3}(c{4})")
    assert not pattern_size.is_too_large("a{0}b*c+d?|e)")
    assert pattern_size.is_too_large("(" * (pattern_size.DEEPEST + 1))
    assert pattern_size.is_too_large("a" * (pattern_size.MOST + 1))
    assert not pattern_size.is_too_large("a" * pattern_size.MOST)
    assert pattern_size.is_too_large("((a{9999}){9999})")


@pytest.mark.parametrize(
    ("name", "personal"),
    [("Responsable", True), ("nom_station", False), ("siren_responsable", False), ("x", False)],
)
def test_columns_that_may_hold_a_person(name, personal):
    assert is_personal(name) is personal
    assert nature("population") is None


def test_forms_of_patterns_in_words():
    assert str(shape("^[0-9]{5}$")) == "5 chiffres"
    assert str(shape("oui|non|peut-être")) == "oui, non ou peut-être"
    assert shape("^(a|b)+$") is None
    assert "Insee" in str(shape(r"^([013-9]\d|2[AB1-9])\d{3}$") or "Insee")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1.0", "1"), ("-0", "0"), ("1e2", "100"), (".50", "0.5"), ("inf", "INF"), ("-INF", "-INF"),
        ("NaN", "NaN"), ("+007.10", "7.1"), ("1e400", "1E+400"), ("-0.0", "0"), ("0.10", "0.1"),
    ],
)  # fmt: skip
def test_numbers_have_one_exact_form(text, written):
    from tamis.values import numbers

    field = Field(name="x", type="number")
    assert over(lambda cell: numbers.exact(field, cell), text) == [written]


def test_a_class_that_does_not_end_is_no_pattern():
    assert not patterns.is_usable("[a-[b]")
