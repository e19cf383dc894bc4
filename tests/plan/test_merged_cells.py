"""What vertical merges show is filled in on request, each cell with its change in the journal."""

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

import tamis

PATH = Path(__file__).parents[2] / "fixtures" / "workbooks" / "build.py"
spec = importlib.util.spec_from_file_location("build", PATH)
build = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = build  # dataclasses look there
spec.loader.exec_module(build)

ROWS = [
    ["canton", "commune", "n"],
    ["Bourg", "a", 1.0],
    ["", "b", 2.0],
    ["", "c", 3.0],
    ["", "d", 4.0],
]
MERGES = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
REQUIRED = {"constraints": {"required": True}}
SCHEMA = {
    "fields": [
        {"name": "canton", "type": "string", **REQUIRED},
        {"name": "commune", "type": "string"},
        {"name": "n", "type": "integer"},
    ]
}


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(build.xlsx(build.Sheet(rows=ROWS, after=MERGES)))
    return path


def written(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_merges_are_told_where_they_hide_cells(source):
    report = tamis.validate(source, SCHEMA)
    assert dict(report.counts) == {"row.merged-cell": 2, "cell.missing": 3}
    lines = [one.line for one in report.findings if one.code == "row.merged-cell"]
    assert lines == [3, 4]


def test_nothing_is_filled_unasked(source, tmp_path):
    tamis.normalize(source, SCHEMA, tmp_path / "b.csv")
    assert [row[0] for row in written(tmp_path / "b.csv")[1:]] == ["Bourg", "", "", ""]


def test_cells_are_filled_on_request(source, tmp_path):
    out, journal = tmp_path / "b.csv", tmp_path / "j.csv"
    choice = tamis.Choice(only=frozenset({"merged-cells"}))
    result = tamis.normalize(source, SCHEMA, out, journal=journal, choice=choice)
    assert [row[0] for row in written(out)[1:]] == ["Bourg", "Bourg", "Bourg", ""]
    assert result.before.errors == 3
    assert result.after.errors == 1
    changes = [dict(zip(written(journal)[0], row, strict=True)) for row in written(journal)[1:]]
    assert [(one["line"], one["field"], one["after"]) for one in changes if one["line"]] == [
        ("3", "canton", "Bourg"),
        ("4", "canton", "Bourg"),
    ]
    assert result.changes == {"merged-cells": 2}
