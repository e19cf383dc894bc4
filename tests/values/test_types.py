"""Each type of value: texts that it reads, texts that it refuses, and what they are worth."""

import pytest

from tamis import values
from tamis.model.schema import Constraints, Field
from tamis.values import json_cells
from tamis.values.percent import PercentReading, percent_reading, percent_text


def read(text, **field):
    return values.read(Field(name="x", **field), [text])[0]


@pytest.mark.parametrize(
    ("text", "months", "seconds"),
    [
        ("P1Y2M10DT2H30M", 14, 873_000.0),
        ("P1W", 0, 604_800.0),
        ("-P1M", -1, 0.0),
        ("-PT1M1.5S", 0, -61.5),
        ("PT36H", 0, 129_600.0),
        ("P0D", 0, 0.0),
    ],
)
def test_durations(text, months, seconds):
    assert read(text, type="duration") == {"months": months, "seconds": seconds}


@pytest.mark.parametrize(
    "text", ["P", "PT", "P1DT", "1D", "P1S", "PT1D", "P-1D", "P1.5D", "p1d", ""]
)
def test_texts_that_are_no_duration(text):
    assert read(text, type="duration") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("08:30:00", "08:30:00"), ("24:00:00", "00:00:00"), ("24:00:01", None), ("8:30:00", None),
        ("08:30:00.5Z", "08:30:00"), ("08:30:00+01:00", "08:30:00"), ("08:60:00", None),
        ("08:30:60", None), ("08:30:00+99:00", None), ("08:30:00+01:60", None),
        ("08:30:00-14:00", "08:30:00"),
        ("24:00:00.0Z", "00:00:00"), ("08:30", None),
    ],
)  # fmt: skip
def test_times(text, value):
    made = read(text, type="time")
    assert (None if made is None else str(made)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-12-31T08:30:00", "2024-12-31 08:30:00"),
        ("2024-12-31T08:30:59.25Z", "2024-12-31 08:30:59.250000"),
        ("2024-12-31T00:30:00+01:00", "2024-12-30 23:30:00"),
        ("2024-12-31T24:00:00", "2025-01-01 00:00:00"),
        ("2024-12-31T24:00:01", None),
        # No leap second: it would be read as the next minute.
        ("2024-12-31T23:59:60", None),
        ("2016-12-31T23:59:60Z", None),
        ("2024-12-31T08:60:00", None),
        ("2024-12-31T08:30:00+15:00", None),
        ("2024-12-31T08:30:00+01:60", None),
        ("2024-02-30T08:30:00", None),
        ("2024-12-31", None),
    ],
)
def test_moments(text, value):
    moment = read(text, type="datetime")
    assert (None if moment is None else str(moment)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-12", "2024-12-01"),
        ("2024-13", None),
        ("2024-00", None),
        ("24-12", None),
        ("2024-1", None),
    ],
)
def test_months(text, value):
    made = read(text, type="yearmonth")
    assert (None if made is None else str(made)) == value


@pytest.mark.parametrize(
    ("text", "is_read"), [('{"a": 1}', True), ("[1]", False), ("{", False), (' {"a": 1}', True)]
)
def test_objects(text, is_read):
    assert read(text, type="object") == (text if is_read else None)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ({"bare_number": False}, "12 €", 12.0),
        ({"bare_number": False}, "environ 12.5 m", 12.5),
        ({"bare_number": False}, "\u00a012", 12.0),
        ({"bare_number": True}, "12 €", None),
        ({"group_char": " "}, "1 200.5", 1200.5),
        ({"decimal_char": ","}, "12,5", 12.5),
        ({"decimal_char": ","}, "12.5", None),
        ({"decimal_char": ",", "group_char": "."}, "1.200,5", 1200.5),
        ({"decimal_char": ",", "bare_number": False}, "12,5 km.", 12.5),
        ({}, "NaN", None),
        ({}, "-inf", None),
        ({}, "1e400", None),
        ({}, " 12\t", 12.0),
        ({}, ".5", 0.5),
        ({}, "5.", 5.0),
        ({}, "+-5", None),
    ],
)
def test_numbers(field, text, value):
    made = read(text, type="number", **field)
    if text.lower() in {"nan", "-inf"}:
        assert made is not None
        assert str(made) == text.lower()
    else:
        assert made == value


def test_texts_are_what_they_are_of_any_type():
    assert read(" x ", type="any") == " x "
    assert read("x", type="of no standard") == "x"
    assert (
        str(values.type_module(Field(name="x", type="any")).expected(Field(name="x")))
        == "une valeur"
    )


@pytest.mark.parametrize(
    ("kind", "form", "french"),
    [
        ("time", "any", "une heure"), ("time", "default", "hh:mm:ss"), ("time", "%H:%M", "hh:mm"),
        ("date", "any", "une date"), ("date", "default", "2024-12-31"),
        ("date", "%d/%m/%Y", "31/12/2024"), ("datetime", "any", "2024-12-31T08:30:00+01:00"),
        ("duration", "default", "P1DT3H"), ("object", "default", '{"a": 1}'),
        ("yearmonth", "default", "AAAA-MM"), ("year", "default", "2024"),
        ("boolean", "default", "true"), ("integer", "default", "12"),
    ],
)  # fmt: skip
def test_the_form_that_is_expected(kind, form, french):
    field = Field(name="x", type=kind, format=form)
    assert french in values.type_module(field).expected(field).fr


@pytest.mark.parametrize(
    ("item", "text", "is_read"),
    [
        ({"type": "integer"}, '[1, "2"]', True),
        ({"type": "integer"}, "[1.5]", False),
        ({"type": "integer"}, '["x"]', False),
        ({"type": "string"}, '["1"]', True),
        ({"type": "string"}, "[1]", False),
        ({"type": "boolean"}, "[true]", True),
        ({"type": "number"}, "[1.5, 2]", True),
        ({"constraints": {"enum": ["a"]}}, '["a", "a"]', True),
        ({"constraints": {"enum": ["a"]}}, '["a", "b"]', False),
        ({}, "[null]", False),
        ({}, '[1, "x", {}]', True),
    ],
)  # fmt: skip
def test_items_of_lists_in_json(item, text, is_read):
    assert (read(text, type="array", array_item=item) is not None) is is_read


def test_points_of_other_fields_are_read_in_both_common_forms():
    import polars as pl

    from tamis.values.types import geopoint

    texts = pl.DataFrame({"text": ["2.35, 48.85", "[2.35, 48.85]", "nulle part", "181, 0"]})
    field = Field(name="x")
    made = texts.select(point=geopoint.point(field, pl.col("text"))).to_series().to_list()
    there = {"lon": 2.35, "lat": 48.85}
    assert made == [there, there, None, None]
    point = Field(name="x", type="geopoint")
    read_once = texts.select(point=geopoint.parse(point, pl.col("text")))
    again = read_once.select(geopoint.point(point, pl.col("point"))).to_series().to_list()
    assert again == [there, None, None, None]


def numbers(**constraints):
    return Field(name="x", type="number", constraints=Constraints(**constraints))


@pytest.mark.parametrize(
    ("field", "others", "reading"),
    [
        (None, [0.5], "shown"),
        (Field(name="x"), [0.5], "shown"),
        (numbers(), [], "shown"),
        (numbers(), [0.0, 1.0], "shown"),
        (numbers(), [0.5, 0.0], "share"),
        (numbers(), [0.5, 12.0], "points"),
        (numbers(maximum=1), [12.0], "share"),
        (numbers(maximum=2), [], "shown"),
        (numbers(maximum=10), [], "points"),
        (numbers(maximum=100), [0.5], "points"),
        (numbers(minimum=1), [], "points"),
        (numbers(minimum=0), [], "shown"),
        (numbers(exclusive_maximum=1), [], "share"),
        (numbers(maximum="zut"), [], "shown"),
        (Field(name="taux en %", type="number"), [0.5], "points"),
        (Field(name="x", type="number", description="entre 0 et 1"), [12.0], "share"),
        (Field(name="x", type="number", description="entre 0 et 10"), [], "shown"),
        (Field(name="x", type="number", example="12,5"), [0.5], "points"),
        (Field(name="x", type="number", example="0.5"), [12.0], "share"),
    ],
)
def test_what_a_percentage_is_worth(field, others, reading):
    assert percent_reading(field, others) == reading


def test_a_percentage_is_written_by_its_digits():
    assert percent_text(0.07, PercentReading.SHARE) == 0.07
    assert percent_text(0.07, PercentReading.POINTS) == 7.0
    assert percent_text(0.07, PercentReading.SHOWN) == "7 %"
    assert percent_text(0.1234, PercentReading.SHOWN) == "12,34 %"
    assert percent_text(10.0, PercentReading.SHOWN) == "1000 %"


def test_json_says_nothing_of_what_is_none():
    assert json_cells.loads("{") is None
    assert json_cells.loads("[" * 100_000) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [("inf", "INF"), ("-inf", "-INF"), ("NAN", "NaN"), ("1e2", "100"), ("1e400", "1E+400")],
)
def test_numbers_that_are_no_plain_decimals_have_one_form(text, written):
    from tamis.values.numbers import _written

    assert _written(text) == written
