"""Two stray quotes far apart swallow no row in silence, and no cell of several lines is split."""

import csv

import pytest

import tamis
from tamis.readers import delimited_lines
from tamis.readers.swallowed import Reading, judge

FOUR = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "nom"},
        {"name": "ville"},
        {"name": "x", "type": "number"},
    ]
}
ROWS = [f"{n},Nom{n},Ville{n},{n}.5" for n in range(1, 21)]


def judged(tmp_path, rows, header="id,nom,ville,x", schema=FOUR, delimiter=","):
    """Return how many rows are read, and code, line and note of each finding."""
    path = tmp_path / "t.csv"
    text = "".join(f"{row}\n" for row in [header, *rows])
    path.write_text(text.replace(",", delimiter))
    report = tamis.validate(path, schema)
    return report.stats.rows, [
        (one.code, one.line, one.note)
        for one in report.findings
        if not one.code.startswith("likely.")  # what the cells say is told by other rules
    ]


@pytest.mark.parametrize("block", [1 << 24, 30, 64])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("last", [1, 2, 5])
def test_rows_between_two_stray_quotes_are_read(tmp_path, monkeypatch, block, delimiter, last):
    monkeypatch.setattr(delimited_lines, "BLOCK", block)
    rows = list(ROWS)
    rows[4] = '5,"Comite,Ville5,5.5'
    rows[4 + last] = f'{5 + last},Le Train",Ville{5 + last},{5 + last}.5'
    height, findings = judged(tmp_path, rows, delimiter=delimiter)
    if block == 1 << 24:
        # The line whose quote closes is told too: its cell holds that quote.
        closing = ("row.stray-quote", 6 + last, "")
        assert findings == [("row.quotes-apart", 6, str(6 + last)), closing]
        assert height == 20
    else:  # what few lines tell may be a doubt; it is never silent
        told = [(line, note) for code, line, note in findings if code != "row.stray-quote"]
        assert told == [(6, str(6 + last))]


def test_what_stands_between_may_be_quoted_itself(tmp_path):
    rows = list(ROWS)
    rows[4] = '5,"Comite,Ville5,5.5'
    rows[5] = '6,"Mairie, annexe",Ville6,6.5'
    height, findings = judged(tmp_path, rows)
    assert (height, findings) == (20, [("row.quotes-apart", 6, "7")])


def test_the_cells_keep_their_quotes(tmp_path):
    rows = [*ROWS[:4], '5,"Comite,Ville5,5.5', ROWS[5], '7,Le Train",Ville7,7.5', *ROWS[7:]]
    judged(tmp_path, rows)
    tamis.normalize(tmp_path / "t.csv", FOUR, tmp_path / "o.csv")
    lines = (tmp_path / "o.csv").read_text().split("\n")
    assert lines[5] == '5,"""Comite",Ville5,5.5'
    assert lines[7] == '7,"Le Train""",Ville7,7.5'
    assert len(lines) == 22


def test_a_line_that_does_not_fit_leaves_a_doubt(tmp_path):
    rows = list(ROWS)
    rows[4], rows[9] = '5,"Comite,Ville5,5.5', '10,Le Train",Ville10,10.5'
    rows[6] = "7,Nom7"
    assert judged(tmp_path, rows) == (15, [("row.doubtful-cell", 6, "11")])


ADDRESSES = {
    "no line fits": ["1,x", '2,"12 rue X\nBP 3\n27000 Evreux"', "3,z", "4,u", "5,v"],
    "the second line fits": ["1,x", '2,"12 rue X\nEvreux, France"', "3,z", "4,u", "5,v"],
    "all lines fit": ["1,x", '2,"12 rue X\nappt 3, bat B\nEvreux, France"', "3,z", "4,u", "5,v"],
    "every address fits": [f'{n},"12 rue X\nappt 3, bat B\nEvreux, F"' for n in range(9)],
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_of_several_lines_is_a_cell(tmp_path, name):
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "adresse"}]}
    rows = ADDRESSES[name]
    height, findings = judged(tmp_path, rows, "id,adresse", schema)
    assert height == len(rows)
    assert [one for one in findings if one[0] != "row.doubtful-cell"] == []
    if name != "every address fits":
        assert findings == []


def test_words_alone_are_split_only_beyond_chance(tmp_path):
    schema = {"fields": [{"name": name} for name in "abcd"]}
    rows = [f"a{n}x,b{n}x,c{n}x,d{n}x" for n in range(12)]
    rows[2], rows[4] = '"a,b,c,d', 'a",b,c,d'
    assert judged(tmp_path, rows, "a,b,c,d", schema) == (10, [("row.doubtful-cell", 4, "6")])
    rows[4], rows[8] = rows[3], 'a",b,c,d'
    told = [("row.quotes-apart", 4, "10"), ("row.stray-quote", 10, "")]
    assert judged(tmp_path, rows, "a,b,c,d", schema) == (12, told)


def test_one_column_has_no_width_to_tell():
    lines = [["a"], ["b"], ["c"]]
    assert judge(lines, 1, 1, frozenset) is Reading.CELL


@pytest.mark.parametrize("block", [1 << 24, 30])
def test_rows_that_return_ends_are_read_too(tmp_path, monkeypatch, block):
    monkeypatch.setattr(delimited_lines, "BLOCK", block)
    rows = ["id,nom,ville,x", *ROWS]
    rows[5], rows[10] = '5,"Comite,Ville5,5.5', '10,Le Train",Ville10,10.5'
    path = tmp_path / "t.csv"
    path.write_bytes("".join(f"{row}\r" for row in rows).encode())
    report = tamis.validate(path, FOUR)
    told = [(one.code, one.line, one.note) for one in report.findings]
    assert told[0][1:] == (6, "11")
    if block > 30:
        assert report.stats.rows == 20
        assert told == [("row.quotes-apart", 6, "11"), ("row.stray-quote", 11, "")]


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_returns_within_cells_stay(tmp_path, end):
    rows = ["id,nom,ville,x", '1,"a\rb\r\rc","d\re",1', "2,b,y,2", '3,"a\r\nb",z,3']
    path = tmp_path / "t.csv"
    path.write_bytes("".join(row + end for row in rows).encode())
    tamis.normalize(path, FOUR, tmp_path / "out.csv")
    assert not list(tamis.validate(path, FOUR).findings)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        cells = list(csv.reader(file))[1:]
    assert [row[1] for row in cells] == ["a\rb\r\rc", "b", "a\r\nb"]


def test_quotes_in_columns_of_figures_hide_no_records(tmp_path):
    schema = {"fields": [{"name": name} for name in ("id", "nom", "ville", "x")]}
    rows = list(ROWS)
    rows[4], rows[6] = f'"{rows[4]}', rows[6].replace(",", '",', 1)
    height, findings = judged(tmp_path, rows, schema=schema)
    assert (height, findings[0]) == (20, ("row.quotes-apart", 6, "8"))


def test_a_row_cut_short_by_a_quote_is_an_error(tmp_path):
    rows = ['"1","a","b","1"', '"2","b,"y","2"', '"3","c","d","3"']
    schema = {"fields": [{"name": name} for name in ("id", "nom", "ville", "x")]}
    _, findings = judged(tmp_path, rows, schema=schema)
    assert findings == [("row.missing-cells", 3, "1"), ("row.stray-quote", 3, "")]
