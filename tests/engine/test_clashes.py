"""No repair makes a valid file invalid: keys, references, checks of several fields."""

import csv
import json

import pytest

import tamis
from tamis.model.rule import Severity

TEXT = {"type": "string"}
NUMBER = {"type": "number"}


def schema(fields, **more):
    return {"fields": [{"name": name, **field} for name, field in fields.items()], **more}


SUM = {
    "name": "sum-columns-value",
    "params": {"column": "total", "columns": ["a", "b"]},
}

CASES = {
    "unique": (
        schema({"x": {**TEXT, "constraints": {"unique": True}}, "n": TEXT}),
        [["A", "1"], ["A ", "2"]],
    ),
    "primaryKey": (schema({"x": TEXT, "n": TEXT}, primaryKey=["x"]), [["A", "1"], [" A", "2"]]),
    "uniqueKeys": (
        schema({"x": TEXT, "y": TEXT, "n": TEXT}, uniqueKeys=[["x", "y"]]),
        [["A", "B", "1"], ["A", "B ", "2"], ["A ", "B", "3"]],
    ),
    "composed": (
        schema({"x": TEXT, "n": TEXT}, primaryKey=["x"]),
        [["\u00e9", "1"], ["e\u0301", "2"]],
    ),
    "foreignKeys": (
        schema(
            {"id": NUMBER, "parent": NUMBER},
            foreignKeys=[{"fields": "parent", "reference": {"resource": "", "fields": "id"}}],
        ),
        [["1", "1.000"], ["1234567", "1.234.567"]],
    ),
    "several fields": (
        # 1.000 is the number 1; the column shows that its points part thousands.
        schema({"a": NUMBER, "b": NUMBER, "total": NUMBER}, custom_checks=[SUM]),
        [["1.000", "2", "3"], ["1.234.567", "2", "1234569"]],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_valid_stays_so(write, tmp_path, name):
    descriptor, rows = CASES[name]
    labels = [field["name"] for field in descriptor["fields"]]
    text = "\n".join(",".join(row) for row in [labels, *rows])
    path, out = write("t.csv", text + "\n"), tmp_path / "out.csv"
    before = tamis.validate(path, descriptor)
    result = tamis.normalize(path, descriptor, out)
    after = tamis.validate(out, descriptor)
    told = {(finding.code, finding.row) for finding in before.findings}
    errors = {
        (finding.code, finding.row)
        for finding in after.findings
        if finding.severity is Severity.ERROR
    }
    assert errors <= told, errors
    assert result.after.errors == len(errors)
    with out.open(newline="") as file:
        kept = list(csv.reader(file))[1:]
    if before.valid:
        assert after.valid
        assert kept == rows


def test_two_reasons_to_begin_again(write, tmp_path, monkeypatch):
    """The last row repeats a key once repaired, and is the first that reads in two ways."""
    monkeypatch.setattr("tamis.readers.records._ROWS", 100)
    rows = [{"x": str(n), "n": ""} for n in range(100)] + [{"x": "7 ", "n": "2,500"}]
    path = write("t.ndjson", "\n".join(map(json.dumps, rows)))
    descriptor = schema({"x": TEXT, "n": NUMBER}, primaryKey=["x"])
    tamis.normalize(path, descriptor, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines()[-1] == '7 ,"2,500"'
