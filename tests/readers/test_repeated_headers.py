"""A header that stands again is one finding and no record; a byte order mark is no cell."""

import pytest
from tests.readers.test_header import sheet
from tests.readers.test_line_ends import records

import tamis
from tamis import readers, sources
from tamis.readers import delimited_lines

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "nom", "type": "string"},
    ]
}
MARK = "\ufeff"


def codes(path):
    """Return the code and the line of each finding."""
    return [(one.code, one.row, one.line) for one in tamis.validate(path, SCHEMA).findings]


@pytest.mark.parametrize("block", [1 << 24, 8, 20])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_header_between_records_is_no_record(tmp_path, monkeypatch, block, end):
    monkeypatch.setattr(delimited_lines, "BLOCK", block)
    path = tmp_path / "t.csv"
    lines = ["id,nom", "1,a", "id,nom", "x,b", '"id","nom"', "id,autre", "3"]
    path.write_bytes("".join(line + end for line in lines).encode())
    header, rows, numbers = records(path)
    assert header == ("id", "nom")
    assert rows == [("1", "a"), ("x", "b"), ("id", "autre"), ("3", None)]
    assert numbers == [2, 4, 6, 7]
    found = codes(path)
    assert ("row.repeated-header", None, 3) in found
    assert ("row.repeated-header", None, 5) in found
    assert ("cell.wrong-type", 2, 4) in found
    assert ("cell.wrong-type", 3, 6) in found
    assert tamis.validate(path, SCHEMA).stats.rows == 4


@pytest.mark.parametrize(
    "again", ["ID,NOM", "Id,Nom", " id , nom ", "id ,nom", "iD,nom", '"ID",nom']
)
@pytest.mark.parametrize("block", [1 << 24, 8])
def test_a_header_in_other_letters_is_the_header(tmp_path, monkeypatch, again, block):
    monkeypatch.setattr(delimited_lines, "BLOCK", block)
    path = tmp_path / "t.csv"
    path.write_text(f"id,nom\n1,a\n{again}\n2,b\n")
    told = [] if again == "iD,nom" else [("row.repeated-header", None, 3)]
    assert [code for code in codes(path) if code[0] == "row.repeated-header"] == told


def test_one_label_is_the_header_to_the_letter_alone(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("nom\nmairie\nNom\nnom\n")
    assert records(path)[1] == [("mairie",), ("Nom",)]


def test_a_header_between_the_rows_of_a_workbook(tmp_path):
    path = sheet(tmp_path / "t.xlsx", "id,nom\n1,a\nid,nom\nx,b")
    assert codes(path) == [("row.repeated-header", None, 3), ("cell.wrong-type", 2, 4)]


def test_files_put_end_to_end_keep_their_marks(tmp_path):
    path = tmp_path / "t.csv"
    one = f"{MARK}id,nom\n1,a\n".encode()
    path.write_bytes(one + one)
    assert records(path) == (("id", "nom"), [("1", "a"), ("1", "a")], [2, 4])
    assert codes(path) == [("file.stray-mark", None, 3), ("row.repeated-header", None, 3)]


TEXTS = {
    "two marks": f"{MARK}{MARK}id,nom\n1,a\n",
    "below a title": f"Titre,\n{MARK}id,nom\n1,a\n",
    "before a quote": f'{MARK}{MARK}"id","nom"\n1,a\n',
    "in a record": f"id,nom\n{MARK}1,a\n",
    "in quotes": f'id,nom\n"{MARK}1","a"\n',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("name", TEXTS)
def test_a_mark_is_told_and_no_cell(tmp_path, name, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(TEXTS[name].encode(encoding))
    assert records(path)[:2] == (("id", "nom"), [("1", "a")])
    assert "file.stray-mark" in [code for code, *_ in codes(path)]


def test_a_mark_within_a_text_is_told_and_stays(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"id,nom\n1,a{MARK}b\n", encoding="utf-8")
    assert records(path)[1] == [("1", f"a{MARK}b")]
    assert codes(path)[0] == ("file.inner-mark", None, 2)


def test_labels_of_other_formats_lose_their_mark(tmp_path):
    path = sheet(tmp_path / "t.xlsx", f"{MARK}id,nom\n1,a")
    assert records(path)[0] == ("id", "nom")
    assert codes(path) == [("file.stray-mark", None, 1)]
    path = tmp_path / "t.ndjson"
    path.write_text(f'{{"id":1}}\n{MARK}{{"id":2}}\n', encoding="utf-8")
    assert records(path)[1] == [("1",), ("2",)]
    assert ("file.stray-mark", None, 2) in codes(path)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_delimiter_too_many_on_the_header_rejects_no_row(tmp_path, delimiter):
    path = tmp_path / "t.csv"
    path.write_text("id;nom;\n1;a\n2;b\n".replace(";", delimiter))
    assert records(path)[:2] == (("id", "nom"), [("1", "a"), ("2", "b")])
    report = tamis.validate(path, SCHEMA)
    assert (report.valid, report.counts) == (True, {"file.trailing-delimiter": 1})


def test_a_blank_label_over_cells_stays_a_column(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id;nom;\n1;a;x\n2;b\n")
    with sources.open_source(str(path)) as local:
        assert readers.read(local).header == ("id", "nom", "")


def test_an_object_whose_values_are_its_names_is_a_record(tmp_path):
    path = tmp_path / "t.json"
    path.write_text('[{"id":1,"nom":"a"},{"id":"id","nom":"nom"}]')
    assert records(path)[1] == [("1", "a"), ("id", "nom")]


@pytest.mark.parametrize("again", ["b,a,c", "B ,a,C", "c,,a", "*b,a,c"])
def test_a_header_in_another_order_is_an_error(tmp_path, again):
    path = tmp_path / "t.csv"
    path.write_text(f"a,b,c\n1,2,3\n{again}\n4,5,6\nb,2,c\n")
    schema = {"fields": [{"name": name} for name in "abc"]}
    report = tamis.validate(path, schema)
    told = [(one.code, one.line) for one in report.findings if one.code.startswith("file.")]
    assert told == ([] if again.startswith("*") else [("file.other-header", 3)])
    assert report.stats.rows == 4  # what it is, a person says


@pytest.mark.parametrize("again", ["A*,b.,C", "a , b *,c:"])
def test_marks_around_labels_make_no_record(tmp_path, again):
    path = tmp_path / "t.csv"
    path.write_text(f"a,b,c\n1,2,3\n{again}\n4,5,6\n")
    report = tamis.validate(path, {"fields": [{"name": name} for name in "abc"]})
    assert [(one.code, one.line) for one in report.findings] == [("row.repeated-header", 3)]
