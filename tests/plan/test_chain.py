"""The fewest repairs that cure a cell, and nothing of it beyond."""

import csv

import pytest

import tamis

SPACE = "\u00a0"


def normalized(write, tmp_path, field, *texts, **more):
    path = tmp_path / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("x", "n"), *((text, 1) for text in texts)])
    schema = {"fields": [{"name": "x", **field}, {"name": "n"}], **more}
    out = tmp_path / "out.csv"
    result = tamis.normalize(path, schema, out)
    with out.open(newline="", encoding="utf-8") as file:
        return [row["x"] for row in csv.DictReader(file)], result


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ({}, "3.0 ", "3.0"),
        ({}, "« Rose » ", "« Rose »"),
        ({}, "'01 ", "'01"),
        ({}, "l’eau ", "l’eau"),
        ({}, "AT&amp;T ", "AT&amp;T"),
        ({"constraints": {"pattern": "[^’]*"}}, " l’eau « bleue »", "l'eau « bleue »"),
        ({"constraints": {"pattern": "[^«»]*"}}, "l’eau «bleue»", 'l’eau "bleue"'),
        ({"constraints": {"enum": ["Rose", "« Bleu »"]}}, "« Bleu » ", "« Bleu »"),
        ({"constraints": {"enum": ["Rose", "3.0"]}}, " 3.0", "3.0"),
        ({"type": "geopoint", "format": "array"}, f"[2.35,48.85]{SPACE}", "[2.35,48.85]"),
        ({"type": "geopoint", "format": "array"}, f"(2.35 48.85){SPACE}", "[2.35, 48.85]"),
        ({"type": "number"}, f"{SPACE}1 234,5 ", "1234.5"),
        ({"type": "date"}, " 31/12/2024 00:00", "2024-12-31"),
    ],
)
def test_the_smallest_change(write, tmp_path, field, before, after):
    made, result = normalized(write, tmp_path, field, before)
    assert made == [after]
    assert result.after.valid


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ({"constraints": {"minLength": 3}}, "ab "),
        ({"constraints": {"pattern": "[a-z] "}}, "a "),
        ({"constraints": {"enum": ["a ", "b"]}}, "a "),
    ],
)
def test_a_valid_cell_stays_valid(write, tmp_path, field, text):
    made, result = normalized(write, tmp_path, field, text)
    assert made == [text]
    assert result.before.valid
    assert result.after.valid


@pytest.mark.parametrize(
    "more", [{"primaryKey": ["x"]}, {"uniqueKeys": [["x"]]}, {"uniqueKeys": [["x", "n"]]}]
)
def test_a_valid_file_stays_valid(write, tmp_path, more):
    texts = ("A", "A ", "B ")
    made, result = normalized(write, tmp_path, {}, *texts, **more)
    assert made == list(texts)
    assert result.before.valid
    assert result.after.valid
    assert normalized(write, tmp_path, {}, "A", "B ", **more)[0] == ["A", "B"]


def test_unique_values_stay_unique(write, tmp_path):
    field = {"constraints": {"unique": True}}
    made, result = normalized(write, tmp_path, field, "A", "A ")
    assert made == ["A", "A "]
    assert result.after.valid
    path = write("u.csv", "x,n\nA,1\nA ,2\n")
    report = tamis.validate(path, {"fields": [{"name": "x", **field}, {"name": "n"}]})
    assert report.after.valid
