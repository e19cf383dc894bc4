"""What writing a table anew changes in its shape stands in the journal, and stays done."""

import csv

import pytest
from tests.readers.test_header import sheet

import tamis
from tamis.model.dialect import TableDialect

SCHEMA = {
    "missingValues": ["", "NA"],
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "nom", "type": "string"},
        {"name": "ville", "type": "string"},
    ],
}
MARK = "\ufeff"

#: A file, and the row, the line and the repair of each entry of its journal.
CASES = {
    "as it is written": ("id,nom,ville\n1,a,b\n", []),
    "short row": ("id,nom,ville\n1,a\n2,b,c\n", [("1", "2", "short-row")]),
    "row cut at its first cell": ("id,nom,ville\n1\n2,b,c\n", [("1", "2", "short-row")]),
    "trailing delimiters": ("id,nom,ville\n1,a,b,,\n2,b,c\n", [("1", "2", "trailing-delimiter")]),
    "stray quote": (
        'id,nom,ville\n1,a"b,c\n',
        [("1", "2", "stray-quote"), ("", "", "csv-form")],
    ),
    "repeated header": (
        "id,nom,ville\n1,a,b\nid,nom,ville\n2,b,c\n",
        [("", "3", "repeated-header")],
    ),
    "stray mark": (f"id,nom,ville\n{MARK}1,a,b\n", [("", "2", "stray-mark")]),
    "first mark": (f"{MARK}id,nom,ville\n1,a,b\n", [("", "", "csv-form")]),
    "record above the header": (
        "1,a,b\nid,nom,ville\n2,b,c\n",
        [("", "1", "header-first")],
    ),
    "delimiter": ("id;nom;ville\n1;a;b\n", [("", "", "csv-form")]),
    "line ends": ("id,nom,ville\r\n1,a,b\r\n", [("", "", "csv-form")]),
    "quotes in excess": ('id,nom,ville\n"1",a,""\n', [("", "", "csv-form")]),
    "quotes that are needed": ('id,nom,ville\n1,"a,b","c ""d"""\n', []),
    "blank rows": (
        "id,nom,ville\n1,a,b\n , ,\nNA,NA,\n",
        [("2", "3", "blank-row"), ("3", "4", "blank-row")],
    ),
    "rows of blanks without width": (
        "id,nom,ville\n1,a,b\n\u200b,\u00a0,\u200b\n",
        [("2", "3", "blank-row")],
    ),
    "blank label above cells": ("id,nom,ville,\n1,a,b,c\n", [("", "1", "blank-label")]),
}  # fmt: skip


def normalized(path, out, journal):
    """Return the result, and the row, the line and the repair of each entry of the journal."""
    result = tamis.normalize(path, SCHEMA, out, journal=journal)
    with journal.open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    return result, [(one["row"], one["line"], one["repair"]) for one in entries]


@pytest.mark.parametrize("name", CASES)
def test_each_change_is_an_entry_and_is_made_once(tmp_path, name):
    text, expected = CASES[name]
    path, once, twice = tmp_path / "t.csv", tmp_path / "once.csv", tmp_path / "twice.csv"
    path.write_bytes(text.encode())
    _, entries = normalized(path, once, tmp_path / "j.csv")
    assert sorted(entries) == sorted(expected)
    again, entries = normalized(once, twice, tmp_path / "j.csv")
    assert once.read_bytes() == twice.read_bytes()
    assert (dict(again.changes), entries) == ({}, [])


def test_cells_beyond_the_header_stay_at_fault_until_they_are_moved(tmp_path):
    path, once, twice = tmp_path / "t.csv", tmp_path / "once.csv", tmp_path / "twice.csv"
    path.write_text("id,nom,ville\n1,a,b,c,d\n2,b,c\n")
    first = tamis.normalize(path, SCHEMA, once)
    assert first.after.counts["row.extra-cells"] == 1
    report = tamis.validate(once, SCHEMA)
    assert [(one.code, one.row, one.value) for one in report.findings] == [
        ("row.extra-cells", 1, "c,d")
    ]
    tamis.normalize(once, SCHEMA, twice)
    assert once.read_bytes() == twice.read_bytes()


def test_a_workbook_with_blank_cells_alone_in_a_row(tmp_path):
    path = sheet(tmp_path / "t.xlsx", "id,nom,ville\n1,a,b\n , ,\n2,b,c")
    result, entries = normalized(path, tmp_path / "o.csv", tmp_path / "j.csv")
    assert entries == [("2", "3", "blank-row"), ("", "", "file-format")]
    assert (tmp_path / "o.csv").read_text() == "id,nom,ville\n1,a,b\n2,b,c\n"
    assert result.before.counts == {"row.blank": 1}


REQUIRED = {
    "fields": [{"name": "id"}, {"name": "nom", "constraints": {"required": True}}, {"name": "x"}]
}


@pytest.mark.parametrize(("row", "code"), [("1", "row.missing-cells"), ("1,a", "row.short")])
def test_a_row_is_too_short_where_it_lacks_a_required_cell(tmp_path, row, code):
    path = tmp_path / "t.csv"
    path.write_text(f"id,nom,x\n{row}\n2,b,c\n")
    report = tamis.validate(path, REQUIRED)
    assert report.counts == {code: 1}
    assert report.valid is (code == "row.short")


@pytest.mark.parametrize(
    ("source", "output", "entries"),
    [
        ("t.json", "o.csv", [("format: json", "format: csv")]),
        ("t.json", "o.xlsx", [("format: json", "format: xlsx")]),
        ("o.xlsx", "p.csv", [("format: xlsx", "format: csv")]),
        ("o.xlsx", "p.xlsx", []),
        ("p.csv", "q.csv", []),
    ],
)
def test_another_format_is_an_entry_for_the_whole_file(tmp_path, source, output, entries):
    (tmp_path / "t.json").write_text('[{"id": 1, "nom": "a", "ville": "b"}]')
    tamis.normalize(tmp_path / "t.json", SCHEMA, tmp_path / "o.xlsx")
    tamis.normalize(tmp_path / "t.json", SCHEMA, tmp_path / "p.csv")
    journal = tmp_path / "j.csv"
    tamis.normalize(tmp_path / source, SCHEMA, tmp_path / output, journal=journal)
    with journal.open(encoding="utf-8", newline="") as file:
        told = [(one["before"], one["after"], one["repair"]) for one in csv.DictReader(file)]
    assert told == [(*entry, "file-format") for entry in entries]


@pytest.mark.parametrize("quoted", ['"a"b', '"a'])
def test_the_line_of_a_stray_quote_is_written_down_whole(tmp_path, quoted):
    path, line = tmp_path / "t.csv", f"1,{quoted},{'x' * 500}"
    path.write_text(f"id,nom,ville\n{line}\n2,b,c\n")
    tamis.normalize(path, SCHEMA, tmp_path / "o.csv", journal=tmp_path / "j.csv")
    with (tmp_path / "j.csv").open(encoding="utf-8", newline="") as file:
        before = [e["before"] for e in csv.DictReader(file) if e["repair"] == "stray-quote"]
    assert before == [line]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_a_dialect_leaves_out_is_one_entry_each(tmp_path, form):
    """A cell that stands for nothing is written as nothing, and comments are no rows."""
    rows = [["id", "nom"], ["1", "-"], ["#2", "x"], ["3", "b"]]
    path = tmp_path / f"t.{form}"
    if form == "csv":
        path.write_text("\n".join(",".join(row) for row in rows))
    else:
        sheet(path, "\n".join(",".join(row) for row in rows))
    dialect = TableDialect(null_sequence="-", comment_char="#")
    schema = {"fields": [{"name": "id"}, {"name": "nom"}]}
    out, journal = tmp_path / "o.csv", tmp_path / "j.csv"
    reading = tamis.ReadOptions(dialect=dialect)
    tamis.normalize(path, schema, out, journal=journal, reading=reading)
    assert out.read_text() == "id,nom\n1,\n3,b\n"
    told = journal.read_text()
    assert "null sequence: -,null sequence: ," in told
    assert "comments: #,comments: ," in told
