"""Checks of several fields, and keys of rows, as delivered and as repaired."""

import json

import polars as pl
import pytest
from tests.plan.tables import found, outcome_of, plan_of

from tamis.plan.rows import key_text

DAYS = [{"name": "debut", "type": "date"}, {"name": "fin", "type": "date"}]
ORDER = [
    {"name": "compare-columns-value", "params": {"column": "debut", "op": "<=", "column2": "fin"}}
]
BROKEN = "row.broken-comparison"


def broken(plan, findings):
    return [(row, value) for code, _, row, _, value in found(plan, findings) if code == BROKEN]


def test_a_row_at_fault_that_no_repair_touches_is_told_in_both_states():
    plan, outcome = outcome_of(
        DAYS, ["2024-02-01", "2024-01-01"], ["2024-01-01", "2024-02-01"], custom_checks=ORDER
    )
    assert broken(plan, outcome.delivered) == [(1, "2024-02-01")]
    assert broken(plan, outcome.repaired) == [(1, "2024-02-01")]


def test_a_row_that_a_repair_touches_is_checked_again_and_told_once():
    debut = ["01/03/2024", "2024-03-01", "01/01/2024", "2024-01-01"]
    fin = ["2024-02-01", "2024-02-01", "2024-02-01", "01/02/2024"]
    plan, outcome = outcome_of(DAYS, debut, fin, custom_checks=ORDER)
    assert broken(plan, outcome.delivered) == [(2, "2024-03-01")]
    assert broken(plan, outcome.repaired) == [(1, "2024-03-01"), (2, "2024-03-01")]


def test_a_row_at_fault_before_and_after_its_repair_is_told_once_in_each_state():
    fields = [{"name": "debut"}, {"name": "fin", "constraints": {"enum": ["A", "B"]}}]
    plan, outcome = outcome_of(fields, ["Z", "Z"], ["a", "B"], custom_checks=ORDER)
    assert outcome.texts["c1"].to_list() == ["A", "B"]
    assert broken(plan, outcome.delivered) == [(2, "Z")]
    assert broken(plan, outcome.repaired) == [(1, "Z"), (2, "Z")]
    plan, outcome = outcome_of(fields, ["z", "b"], ["a", "B"], custom_checks=ORDER)
    assert broken(plan, outcome.delivered) == [(1, "z"), (2, "b")]
    assert broken(plan, outcome.repaired) == [(1, "z"), (2, "b")]


def test_a_row_that_a_repair_makes_right_is_told_as_delivered_alone():
    fields = [{"name": "debut"}, {"name": "fin", "constraints": {"enum": ["z", "b"]}}]
    plan, outcome = outcome_of(fields, ["a", "a"], ["Z", "b"], custom_checks=ORDER)
    assert broken(plan, outcome.delivered) == [(1, "a")]
    assert broken(plan, outcome.repaired) == []


def test_a_note_is_read_where_the_check_is_broken():
    _, outcome = outcome_of(
        DAYS, ["2024-02-01", "01/02/2024"], ["2024-01-01", "2024-01-15"], custom_checks=ORDER
    )
    noted = outcome.repaired.filter(pl.col("note").is_not_null())
    assert noted.select("row", "note").sort("row").rows() == [
        (1, "2024-01-01"), (2, "2024-01-15"),
    ]  # fmt: skip


def test_keys_are_typed_and_null_where_a_part_is_missing():
    fields = [{"name": "a", "type": "integer"}, {"name": "b"}]
    _, outcome = outcome_of(
        fields, ["1", "01", None, "x"], ["u", "u", "u", "u"], primaryKey=["a", "b"]
    )
    (key,) = outcome.keys
    assert key.delivered.rows() == [
        ("1 · u", 1, 2), ("1 · u", 2, 3), (None, 3, 4), (None, 4, 5),
    ]  # fmt: skip
    assert key.repaired.is_empty()
    assert key.repaired.schema == key.delivered.schema


def test_repaired_keys_are_those_of_the_touched_rows_alone():
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "date"}]
    _, outcome = outcome_of(
        fields,
        ["1 000", "2", "3"],
        ["2024-01-01", "2024-01-02", "03/01/2024"],
        primaryKey=["a", "b"],
    )
    (key,) = outcome.keys
    assert key.delivered["key"].to_list() == [None, "2 · 2024-01-02", None]
    assert key.repaired.rows() == [
        ("1000 · 2024-01-01", 1, 2), ("3 · 2024-01-03", 3, 4),
    ]  # fmt: skip


def test_a_key_of_another_column_than_the_repaired_one_is_as_delivered():
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "date"}]
    _, outcome = outcome_of(fields, ["1", "2"], ["01/02/2024", "2024-01-02"], primaryKey="a")
    (key,) = outcome.keys
    assert key.delivered["key"].to_list() == ["1", "2"]
    assert key.repaired.is_empty()


def test_two_cells_of_a_row_that_are_repaired_give_one_key():
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "date"}]
    _, outcome = outcome_of(fields, ["1 000"], ["01/02/2024"], primaryKey=["a", "b"])
    assert outcome.keys[0].repaired["key"].to_list() == ["1000 · 2024-02-01"]


def same_key(field, first, second):
    _, outcome = outcome_of(
        [{"name": "k", **field}, {"name": "b"}], [first, second], ["u", "v"], primaryKey="k"
    )
    one, other = outcome.keys[0].delivered["key"]
    assert one is not None
    assert other is not None
    return one == other


@pytest.mark.parametrize(
    ("field", "first", "second", "same"),
    [
        ({"type": "integer"}, "1", "+01", True),
        ({"type": "integer"}, "1", "2", False),
        ({"type": "number"}, "1", "1.0", True),
        ({"type": "number"}, "1.50", "1.5", True),
        ({"type": "number"}, "10", "1", False),
        ({"type": "number"}, "10.0", "1.0", False),
        ({"type": "date"}, "2024-01-01", "2024-01-02", False),
        ({"type": "boolean"}, "true", "1", True),
        ({"type": "boolean"}, "true", "false", False),
        ({"type": "geopoint", "format": "array"}, "[1, 2]", "[1.0,2]", True),
        ({"type": "geopoint", "format": "array"}, "[1, 2]", "[2, 1]", False),
        ({"type": "list"}, "a,b", "a,b", True),
        ({"type": "list"}, "a,b", "b,a", False),
        ({"type": "list"}, "a|b", "a,b", False),
        ({}, "a", "A", False),
        ({}, "01", "1", False),
    ],
)
def test_keys_are_alike_where_their_values_are(field, first, second, same):
    assert same_key(field, first, second) is same


def test_keys_of_two_fields_never_look_alike_by_their_separator():
    fields = [{"name": "a"}, {"name": "b"}]
    _, outcome = outcome_of(fields, ["x · y", "x"], ["z", "y · z"], primaryKey=["a", "b"])
    one, other = outcome.keys[0].delivered["key"]
    assert one != other


def test_a_key_of_one_field_is_its_value():
    plan = plan_of([{"name": "a"}])
    typed = pl.DataFrame({"c0": ["x · y"], plan.fields[0].typed: ["x · y"]})
    assert typed.select(key_text(plan.fields)).item() == "x · y"


def test_references_and_what_they_lead_to_are_told_apart():
    fields = [{"name": "id", "type": "integer"}, {"name": "parent", "type": "integer"}]
    link = {"fields": "parent", "reference": {"resource": "", "fields": "id"}}
    _, outcome = outcome_of(fields, ["1", "2"], [None, "1 000"], foreignKeys=[link])
    (uses,), (there,) = outcome.references, outcome.referenced_keys
    assert uses.delivered["key"].to_list() == [None, None]
    assert uses.repaired.rows() == [("1000", 2, 3)]
    assert there.delivered["key"].to_list() == ["1", "2"]
    assert json.dumps(there.repaired.rows()) == "[]"


def test_a_check_without_a_note_tells_none():
    fields = [{"name": "a"}, {"name": "b"}]
    checks = [{"name": "one-of-required", "params": {"column1": "a", "column2": "b"}}]
    plan, outcome = outcome_of(
        [*fields, {"name": "c"}], [None, "x"], [None, None], ["u", "v"], custom_checks=checks
    )
    assert [(code, row) for code, _, row, *_ in found(plan, outcome.delivered)] == [
        ("row.none-filled", 1)
    ]
    assert outcome.delivered["note"].to_list() == [None]


@pytest.mark.parametrize(("exact", "alike"), [(True, False), (False, True)])
def test_numbers_are_keys_by_what_is_written_or_by_their_value(exact, alike):
    plan = plan_of([{"name": "a", "type": "number"}])
    field = plan.fields[0]
    texts = pl.DataFrame({"c0": ["0.1", "0.10000000000000001", "2.0"]})
    typed = texts.with_columns(field.value.alias(field.typed))
    one, other, two = typed.select(key_text(plan.fields, exact=exact)).to_series()
    assert (one == other) is alike
    assert two == "2"
