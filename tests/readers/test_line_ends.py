"""Lines end at LF, CRLF and CR, nowhere else, in every reader that has lines."""

import json

import polars as pl
import pytest

import tamis
from tamis import readers, sources
from tamis.readers import delimited_lines
from tamis.readers.line_ends import lone_returns, with_lf

#: Where Python's ``str.splitlines`` ends lines, and nobody else.
OTHERS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "nom", "type": "string"}]}


def records(path):
    """Return the labels of a table, its rows, and the line of each."""
    with sources.open_source(str(path)) as local:
        table = readers.read(local)
        batches = list(table.batches())
    places = [b.places(pl.int_range(b.frame.height, eager=True))[1] for b in batches]
    rows = [row for batch in batches for row in batch.frame.rows()]
    return table.header, rows, [line for lines in places for line in lines]


@pytest.mark.parametrize("char", OTHERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_title_line_ends_where_all_lines_end(tmp_path, char, end):
    path = tmp_path / "t.csv"
    lines = [f"Titre{char}suite", "id,nom", "1,a", "2,b", "3,c"]
    path.write_bytes("".join(line + end for line in lines).encode())
    report = tamis.validate(path, SCHEMA)
    assert (report.stats.rows, report.counts) == (3, {"file.title-lines": 1})
    assert records(path) == (("id", "nom"), [("1", "a"), ("2", "b"), ("3", "c")], [3, 4, 5])


@pytest.mark.parametrize("char", OTHERS)
@pytest.mark.parametrize("text", ["id,no{0}m\n1,a\n2,b\n", 'id,"no{0}m"\n1,a\n2,b\n'])
def test_a_label_goes_on(tmp_path, char, text):
    path = tmp_path / "t.csv"
    path.write_bytes(text.format(char).encode())
    assert records(path) == (("id", f"no{char}m"), [("1", "a"), ("2", "b")], [2, 3])


@pytest.mark.parametrize("char", OTHERS)
def test_a_cell_goes_on(tmp_path, char):
    rows = [("1", f"a{char}b"), ("2", f"{char}c"), ("3", f"d{char}")]
    path = tmp_path / "t.csv"
    path.write_bytes("".join(f"{one},{two}\n" for one, two in [("id", "nom"), *rows]).encode())
    assert records(path)[1:] == (rows, [2, 3, 4])
    for name in ("t.ndjson", "t.json"):
        objects = [dict(zip(("id", "nom"), row, strict=True)) for row in rows]
        lines = [json.dumps(one, ensure_ascii=char < " ") for one in objects]
        text = "\n".join(lines) if name == "t.ndjson" else f"[\n{','.join(lines)}\n]"
        (tmp_path / name).write_bytes(text.encode())
        assert records(tmp_path / name)[1] == rows


@pytest.mark.parametrize("char", OTHERS)
def test_the_journal_is_one_object_a_line(tmp_path, char):
    path, journal = tmp_path / "t.csv", tmp_path / "j.json"
    path.write_bytes(f"id,nom\n1, a{char}b\n".encode())
    tamis.normalize(path, SCHEMA, tmp_path / "o.csv", journal=journal)
    changes = json.loads(journal.read_text(encoding="utf-8"))
    assert f"a{char}b" in [change["after"] for change in changes]


@pytest.mark.parametrize("block", [1 << 24, 16])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_return_in_a_quoted_cell_is_kept(tmp_path, monkeypatch, end, block):
    monkeypatch.setattr(delimited_lines, "BLOCK", block)
    path = tmp_path / "t.csv"
    lines = ["id,nom", '1,"x\ry"', "2,b", '3,"u\r\nv"', "4,d"]
    path.write_bytes("".join(line + end for line in lines).encode())
    rows = records(path)[1]
    assert rows == [("1", "x\ry"), ("2", "b"), ("3", "u\r\nv"), ("4", "d")]


@pytest.mark.parametrize("after", [1, 5000])
def test_a_lone_return_ends_a_line_wherever_it_stands(tmp_path, after):
    path = tmp_path / "t.csv"
    many = "".join(f"{n},{'x' * 40}\n" for n in range(after))
    path.write_bytes(f"id,nom\n{many}7,a\r8,b\r\n9,c\n".encode())
    assert records(path)[1][-3:] == [("7", "a"), ("8", "b"), ("9", "c")]
    path.write_bytes(f"nom\n{many.replace(',', '')}a\rb\n".encode())
    assert records(path)[1][-2:] == [("a",), ("b",)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_json_lines_end_as_lines_do(tmp_path, end):
    path = tmp_path / "t.ndjson"
    path.write_bytes(f'{{"id":1}}{end}{{"id":2}}{end}'.encode())
    assert records(path) == (("id",), [("1",), ("2",)], [1, 2])
    path = tmp_path / "t.json"
    path.write_bytes(f'[{end}{{"id":1}},{end}{{"id":2}}]'.encode())
    assert records(path) == (("id",), [("1",), ("2",)], [2, 3])


def test_ends_are_made_alike_outside_quotes_alone():
    assert not lone_returns(b"a\r\nb\r\n")
    assert lone_returns(b"a\r\nb\r")
    assert with_lf(b'"a\r""b"\r1\r\n"c\r', ",") == b'"a\r""b"\n1\n"c\r'
    assert with_lf(b'"a\r""b"\r1\r\n"c\r', ",", last=True) == b'"a\r""b"\n1\n"c\n'
    assert with_lf(b'x "y\rz" w\r', ",", last=True) == b'x "y\nz" w\n'
