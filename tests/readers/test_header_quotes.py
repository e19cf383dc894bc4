"""A quote astray in the header, or above it, swallows no record in silence."""

import random

import pytest

import tamis
from tamis.readers import delimited_lines

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "nom"}, {"name": "ville"}]}
NONE = {"fields": []}
ROWS = "1,a,b\n2,c,d\n3,e,f\n"

#: A file; how many records it has, and the code and the line of what is told of quotes.
CASES = {
    "header that nothing closes": (f'id,"nom,ville\n{ROWS}', 3, [("file.unclosed-quote", 1)]),
    "title that nothing closes": (
        f'"Écoles\nid,nom,ville\n{ROWS}',
        3,
        [("file.unclosed-quote", 1)],
    ),
    "title with a quote inside": (f'Les "écoles\nid,nom,ville\n{ROWS}', 3, []),
    "header closed among the records": (
        'id,"nom,ville\n1,a,b\n2,c",d\n3,e,f\n',
        3,
        [("row.quotes-apart", 1), ("row.stray-quote", 3)],
    ),
    "title closed among the records": (
        '"Écoles\nid,nom,ville\n1,a,b\n2,"c",d\n3,e,f\n',
        3,
        [("row.quotes-apart", 1)],
    ),
    "text after a label": (f'"id"x,nom,ville\n{ROWS}', 3, [("row.stray-quote", 1)]),
    "quote within a label": (f'id,no"m,ville\n{ROWS}', 3, [("row.stray-quote", 1)]),
    "label of two lines": (f'id,"nom\n(usuel)",ville\n{ROWS}', 3, []),
    "title of two lines": (f'"Écoles\nde la ville",,\nid,nom,ville\n{ROWS}', 3, []),
    "title of two records": (f'"Écoles\n2024",,\n,,\nid,nom,ville\n{ROWS}', 3, []),
}


def judged(path, schema=SCHEMA):
    report = tamis.validate(path, schema)
    told = [(one.code, one.line) for one in report.findings if "quote" in one.code]
    return report.stats.rows, sorted(told)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", CASES)
def test_records_below_a_header_with_a_quote_astray(tmp_path, monkeypatch, name, end):
    text, rows, told = CASES[name]
    path = tmp_path / "t.csv"
    path.write_bytes(text.replace("\n", end).encode())
    assert judged(path) == (rows, told)
    monkeypatch.setattr(delimited_lines, "BLOCK", 16)
    assert judged(path) == (rows, told)


def test_without_a_schema_many_lines_are_no_chance(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,"nom,ville\n' + ROWS + '4,g",h\n5,i,j\n')
    report = tamis.validate(path, NONE)
    assert report.stats.rows == 5
    assert not report.valid


def test_lines_that_fit_by_halves_leave_a_doubt(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,"nom,ville\n1,a,b\nx\n2,c",d\n3,e,f\n4,g,h\n')
    report = tamis.validate(path, SCHEMA)
    assert ("row.doubtful-cell", 1, "4") in [(f.code, f.line, f.note) for f in report.findings]
    assert not report.valid


def test_a_delimiter_is_found_below_a_quote_that_nothing_closes(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('"Écoles\nid\tnom\tville\n1\ta\tb\n')
    assert judged(path) == (1, [("file.unclosed-quote", 1)])


def test_every_record_is_counted_alike_whatever_stands_above(tmp_path, monkeypatch):
    """The second count raises where it differs, and where blocks end changes nothing."""
    path, random_ = tmp_path / "t.csv", random.Random(11)  # noqa: S311
    tops = ["Titre\n", '"T\nid,nom\n', "", '"Titre\n']
    heads = ["code", "nom", ",", ",", '"', "\n", '"x"', '"a\nb"']
    pieces = ["a", "1", ",", '"', "\n", "\n1,", '"x"', '\n2,"']
    for _ in range(40):
        head, body = (
            "".join(random_.choice(parts) for _ in range(random_.randint(1, 14)))
            for parts in (heads, pieces)
        )
        text = f"{random_.choice(tops)}{head}\n1,b\n{body}\n"
        path.write_bytes(text.replace("\n", random_.choice(["\n", "\r\n", "\r"])).encode())
        whole = judged(path, NONE)
        with monkeypatch.context() as patch:
            patch.setattr(delimited_lines, "BLOCK", 9)
            assert judged(path, NONE) == whole
