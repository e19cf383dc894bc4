"""Where a file contradicts its dialect, or an odd dialect meets a fault, it is told."""

import sys
from pathlib import Path

import pytest

import tamis
from tamis.model.dialect import TableDialect

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures" / "workbooks"))
import build

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "nom"}, {"name": "ville"}]}
ROWS = "1;a;b\n2;c;d\n"
SINGLE = {"quote_char": "'"}

#: A text, its dialect, how many rows it has, and code, line and note of what is told of it.
CASES = {
    "a header that is a record": (
        "1,a,b\n2,c,d\n",
        {"header": True},
        1,
        [("file.off-dialect", 1, "header: true")],
    ),
    "a header that is one": ("id,nom,ville\n2,c,d\n", {"header": True}, 1, []),
    "other line ends": (
        "id,nom,ville\n2,c,d\n",
        {"line_terminator": "\r\n"},
        1,
        [("file.other-line-ends", None, "lineTerminator: CRLF")],
    ),
    "the line ends declared": ("id,nom,ville\r\n2,c,d\r\n", {"line_terminator": "\r\n"}, 1, []),
    "line ends that are not there": (
        "id,nom,ville\n2,c,d\n",
        {"line_terminator": "|"},
        0,
        [("file.off-dialect", None, "lineTerminator: |")],
    ),
    "text after a quoted cell": (
        f"id;nom;ville\n3;'a'b;c\n{ROWS}",
        SINGLE,
        3,
        [("row.stray-quote", 2, "")],
    ),
    "rows between two stray quotes": (
        f"id;nom;ville\n3;'a;b\n4;c;d\n5;e';f\n{ROWS}",
        SINGLE,
        5,
        [("row.quotes-apart", 2, "4")],
    ),
    "a cell of two lines": (f"id;nom;ville\n3;'a\nb';c\n{ROWS}", SINGLE, 3, []),
    "a null character": (f"id;nom;ville\n3;a\0;c\n{ROWS}", SINGLE, 3, [("file.null-bytes", 2, "")]),
    "a mark before a record": (
        f"id;nom;ville\n\ufeff3;a;c\n{ROWS}",
        SINGLE,
        3,
        [("file.stray-mark", 2, "")],
    ),
}
DOCUMENTS = {
    "an array too long": ('[["id","nom","ville"],[1,"a","b","x"]]', {}, [("row.extra-cells", "x")]),
    "an array too short": ('[["id","nom","ville"],[1,"a"],[2,"a","b"]]', {}, [("row.short", "")]),
    "a member that is not declared": (
        '[{"id": 1, "nom": "a", "ville": "b", "x": 2}]',
        {"item_keys": ("id", "nom", "ville")},
        [("file.off-dialect", "x"), ("header.unknown-field", "x")],
    ),
    "a member that repeats": (
        '{"d": [{"id": 1, "id": 2, "nom": "a", "ville": "b"}]}',
        {"property": "d"},
        [("header.duplicate", "id")],
    ),
}


def judged(path, text, dialect):
    path.write_bytes(text.encode())
    reading = tamis.ReadOptions(dialect=TableDialect(**dialect))
    return tamis.validate(path, SCHEMA, reading=reading)


@pytest.mark.parametrize("name", CASES)
def test_a_text_that_is_not_as_declared(tmp_path, name):
    text, dialect, rows, told = CASES[name]
    report = judged(tmp_path / "t.csv", text, dialect)
    assert report.stats.rows == rows
    found = [(f.code, f.line, f.note) for f in report.findings]
    assert [one for one in found if one[0].partition(".")[0] != "header"][
        : len(told) or None
    ] == told


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_is_not_as_declared(tmp_path, name):
    text, dialect, told = DOCUMENTS[name]
    dialect = dialect or {"item_type": "array"}
    report = judged(tmp_path / "t.json", text, dialect)
    assert [(f.code, f.value) for f in report.findings] == told


def test_members_beyond_those_declared_stay_in_a_corrected_file(tmp_path):
    (tmp_path / "t.json").write_text('[{"nom": "a", "x": 7, "ville": "b", "id": 1}]')
    reading = tamis.ReadOptions(dialect=TableDialect(item_keys=("id", "nom", "ville")))
    tamis.normalize(tmp_path / "t.json", SCHEMA, tmp_path / "o.csv", reading=reading)
    assert (tmp_path / "o.csv").read_text() == "id,nom,ville,x\n1,a,b,7\n"


ROWS_OF_SHEET = [["1", "a"], ["2", "b"]]
FORMS = {
    "xlsx": lambda: build.xlsx(build.Sheet(rows=ROWS_OF_SHEET)),
    "xls": lambda: build.xls(ROWS_OF_SHEET),
    "xlsb": lambda: build.xlsb(ROWS_OF_SHEET),
    "ods": lambda: build.ods(build.ods_table(ROWS_OF_SHEET)),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_whose_declared_header_is_a_record(tmp_path, form):
    path = tmp_path / f"t.{form}"
    path.write_bytes(FORMS[form]())
    fields = {"fields": [{"name": "id"}, {"name": "nom"}]}
    reading = tamis.ReadOptions(dialect=TableDialect(header=True))
    report = tamis.validate(path, fields, reading=reading)
    assert ("file.off-dialect", "header: true") in {(f.code, f.note) for f in report.findings}
    assert report.stats.rows == 1
