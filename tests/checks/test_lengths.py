"""Lengths are those of what is written, or of the items that are counted."""

import pytest

import tamis


@pytest.mark.parametrize(
    ("kind", "cell", "limits", "good"),
    [
        ("string", "été", {"maxLength": 3}, True),
        ("integer", "12345", {"minLength": 5, "maxLength": 5}, True),
        ("number", "5", {"maxLength": 1}, True),
        ("number", "5.25", {"maxLength": 3}, False),
        ("list", "a,b,c", {"maxLength": 2}, False),
        ("array", "[1, 2, 3]", {"minLength": 3}, True),
        ("object", '{"a": 1}', {"minLength": 2}, False),
    ],
)  # fmt: skip
def test_lengths(write, kind, cell, limits, good):
    schema = {"fields": [{"name": "n"}, {"name": "x", "type": kind, "constraints": limits}]}
    escaped = cell.replace('"', '""')
    report = tamis.validate(write("t.csv", f'n,x\n1,"{escaped}"\n'), schema)
    assert dict(report.counts) == ({} if good else {"cell.wrong-length": 1})


@pytest.mark.parametrize("name", ["minLength", "maxLength"])
@pytest.mark.parametrize("limit", [10**30, 10**400, 2**63])
def test_a_limit_that_no_column_of_numbers_takes(write, name, limit):
    schema = {"fields": [{"name": "a", "type": "string", "constraints": {name: limit}}]}
    report = tamis.validate(write("a.csv", "a\nx\n"), schema)
    assert report.verdict.valid is (name == "maxLength")
