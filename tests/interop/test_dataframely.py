"""The contract of dataframely says of typed frames what tamis says of their file."""

import polars as pl
import pytest

import tamis

FIELDS = [
    {"name": "id", "type": "integer", "constraints": {"minimum": 1}},
    {"name": "code insee", "constraints": {"pattern": "^[0-9]{5}$", "required": True}},
    {"name": "etat", "constraints": {"enum": ["bon", "neuf"]}},
    {"name": "prix", "type": "number", "constraints": {"exclusiveMaximum": 10}},
    {"name": "jour", "type": "date", "constraints": {"minimum": "2020-01-01"}},
    {"name": "nom", "constraints": {"maxLength": 3, "unique": True}},
    {"name": "position", "type": "geopoint"},
]
SCHEMA = {"name": "lieux", "primaryKey": "id", "fields": FIELDS}
GOOD = ("1", "01004", "bon", "9.5", "2024-01-02", "abc", '"2.3, 48.8"')


def frame(*rows):
    text = ",".join(f["name"] for f in FIELDS) + "\n" + "\n".join(map(",".join, rows)) + "\n"
    return text.encode()


def test_a_valid_frame_passes_with_nulls_where_they_may_be():
    second = ("2", "75056", *[""] * 5)
    typed = tamis.read(frame(GOOD, second), SCHEMA)
    contract = tamis.to_dataframely(tamis.load_schema(SCHEMA))
    assert contract.validate(typed).height == 2
    assert contract.primary_key() == ["id"]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("id", [1, 1]),
        ("id", [1, 0]),
        ("id", [1, None]),
        ("code insee", ["01004", "1004"]),
        ("code insee", ["01004", None]),
        ("etat", ["bon", "vieux"]),
        ("prix", [9.5, 10.0]),
        ("prix", [9.5, float("nan")]),
        ("nom", ["abc", "abcd"]),
        ("nom", ["abc", "abc"]),
    ],
)
def test_what_tamis_refuses_is_refused(column, values):
    second = ("2", "75056", *[""] * 5)
    typed = tamis.read(frame(GOOD, second), SCHEMA)
    wrong = typed.with_columns(pl.Series(column, values, dtype=typed.schema[column]))
    assert not tamis.to_dataframely(tamis.load_schema(SCHEMA)).is_valid(wrong)
    assert not tamis.validate(wrong.drop("position"), SCHEMA).valid
