"""What a Table Dialect declares is obeyed, keyword by keyword, and as frictionless does."""

import json

import polars as pl
import pytest
from tests.command import run

import tamis
from tamis import readers, sources
from tamis.app import ReadOptions
from tamis.loading import dialects, schemas
from tamis.model.errors import SchemaError

SCHEMA = {"fields": [{"name": "id"}, {"name": "nom"}]}
ROWS = [["1", "a"], ["2", "b"]]


def read(path, dialect, schema=SCHEMA):
    """Return the labels, the rows, their lines, and the codes told."""
    loaded = schemas.tabular(schema) if schema else None
    request = ReadOptions(dialect=dialects.from_descriptor(dialect)).request(loaded)
    with sources.open_source(str(path)) as local:
        table = readers.read(local, request)
        batches = list(table.batches())
    rows = [list(row) for batch in batches for row in batch.frame.rows()]
    lines = [
        line
        for batch in batches
        for line in batch.places(pl.int_range(batch.frame.height, eager=True))[1]
    ]
    codes = {fault.code for fault in (*table.faults, *(f for b in batches for f in b.faults))}
    # What is left out as declared is for the journal alone (tests/writers/test_replay_of_dialects).
    return list(table.header), rows, lines, {c for c in codes if not c.startswith("declared.")}


@pytest.mark.parametrize(
    ("text", "dialect", "lines"),
    [
        ("1,a\n2,b\n", {"header": False}, [1, 2]),
        ("id;nom\n1;a\n2;b\n", {"delimiter": ";"}, [2, 3]),
        ("id||nom\n1||a\n2||b\n", {"delimiter": "||"}, [2, 3]),
        ("id,nom\n1,'a'\n2,b\n", {"quoteChar": "'"}, [2, 3]),
        ("id,nom\n1,\\a\n2,b\n", {"escapeChar": "\\"}, [2, 3]),
        ("id, nom\n1, a\n2,   b\n", {"skipInitialSpace": True}, [2, 3]),
        ("#x\nid,nom\n#y,z\n1,a\n2,b\n", {"commentChar": "#"}, [4, 5]),
        ("//x\nid,nom\n1,a\n2,b\n", {"commentChar": "//"}, [3, 4]),
        ("titre\nid,nom\n1,a\nsource\n2,b\n", {"commentRows": [1, 4]}, [3, 5]),
        ("titre\nid,nom\n1,a\n2,b\n", {"headerRows": [2]}, [3, 4]),
        ("x,y\nid,nom\n1,a\n2,b\n", {"commentRows": [1], "headerRows": [2]}, [3, 4]),
        ("id,nom|1,a|2,b|", {"lineTerminator": "|"}, [2, 3]),
        ("id,nom;\n1,a;\n2,b;\n", {"lineTerminator": ";\n"}, [2, 3]),
        ("id,nom\r\n1,a\r\n2,b\r\n", {"lineTerminator": "\r\n"}, [2, 3]),
        ("id,nom\r1,a\r2,b\r", {"commentChar": "#"}, [2, 3]),
    ],
)
def test_rows(text, dialect, lines, write) -> None:
    assert read(write("a.csv", text), dialect) == (["id", "nom"], ROWS, lines, set())


@pytest.mark.parametrize(
    ("cell", "dialect", "value"),
    [
        ('"a, b"', {"escapeChar": "\\"}, "a, b"),
        ("a\\, b", {"escapeChar": "\\", "quoteChar": None}, "a, b"),
        ('"a \\"b\\""', {"escapeChar": "\\", "doubleQuote": False}, 'a "b"'),
        ('"a ""b"""', {"commentChar": "#"}, 'a "b"'),
        ('"a', {"quoteChar": None}, '"a'),
        ('"a\nb"', {"commentChar": "#"}, "a\nb"),
        ("'a, b'", {"quoteChar": "'"}, "a, b"),
        ("'a''b'", {"quoteChar": "'"}, "a'b"),
        ("NULL", {"nullSequence": "NULL"}, None),
        ("\\N", {"nullSequence": "\\N", "skipInitialSpace": True}, None),
        ("éœ€", {"commentChar": "#"}, "éœ€"),
    ],
)
def test_cells(cell, dialect, value, write) -> None:
    _, rows, _, codes = read(write("a.csv", f"id,nom\n1,{cell}\n"), dialect)
    assert rows == [["1", value]]
    assert codes == set()


@pytest.mark.parametrize(
    ("dialect", "labels"),
    [
        ({"headerRows": [1, 2]}, ["id public", "nom usuel"]),
        ({"headerRows": [1, 2], "headerJoin": "_"}, ["id_public", "nom_usuel"]),
    ],
)
def test_labels_of_several_rows(dialect, labels, write) -> None:
    path = write("a.csv", "id,nom\npublic,usuel\n1,a\n2,b\n")
    assert read(path, dialect)[:3] == (labels, ROWS, [3, 4])


def test_a_table_without_header_nor_schema(write) -> None:
    path = write("a.csv", "1,a\n2,b\n")
    assert read(path, {"header": False}, None)[:2] == (["field1", "field2"], ROWS)


def test_rows_that_are_too_short_or_too_long_are_told(write) -> None:
    path = write("a.csv", "1\n2,b,c\n")
    _, rows, _, codes = read(path, {"header": False, "commentChar": "#"})
    assert rows == [["1", None], ["2", "b"]]
    assert codes == {"row.missing-cells", "row.extra-cells"}


def test_an_encoding_goes_with_an_odd_dialect(write) -> None:
    path = write("a.csv", b"id,nom\n#\n1,Mus\x82e\n")
    reading = ReadOptions(encoding="cp850", dialect=dialects.from_descriptor({"commentChar": "#"}))
    report = tamis.validate(path, SCHEMA, reading=reading)
    assert set(report.counts) == {"file.not-utf8"}


def test_late_bytes_of_an_odd_dialect(write) -> None:
    path = write("a.csv", b"id,nom\n" + b"#\n1,abc\n" * 40_000 + b"2,Mus\xe9e\n")
    _, rows, _, codes = read(path, {"commentChar": "#"})
    assert rows[-1] == ["2", "Musée"]
    assert codes == {"file.not-utf8"}


def test_a_delimiter_that_separates_nothing_is_told(write) -> None:
    path = write("a.csv", "id,nom\n1,a\n2,b\n")
    report = tamis.validate(path, SCHEMA, reading=ReadOptions(delimiter=";"))
    told = next(one for one in report.findings if one.code == "file.off-dialect")
    assert (told.value, told.note) == ("« ; » : 1, « , » : 2", "delimiter: ';'")


@pytest.mark.parametrize(
    "dialect",
    [
        {"header": "no"},
        {"headerRows": 1},
        {"headerRows": [0]},
        {"delimiter": 3},
        {"sheetNumber": "2"},
        {"itemKeys": "a"},
        {"delimiter": '"'},
        {"delimiter": "\n"},
        {"quoteChar": "''"},
        {"escapeChar": "\r"},
    ],
)
def test_a_dialect_that_is_malformed(dialect) -> None:
    with pytest.raises(SchemaError, match=next(iter(dialect))):
        dialects.from_descriptor(dialect)


@pytest.mark.parametrize(
    "words", [("--delimiter", '"'), ("--delimiter", "\r"), ("--delimiter", "")]
)
def test_a_sign_that_separates_nothing_is_a_wrong_option(write, words) -> None:
    done = run("validate", write("a.csv", "id,nom\n1,a\n"), *words)
    assert (done.returncode, done.stdout) == (2, b"")


def test_options_of_the_command_line(write, tmp_path) -> None:
    import subprocess
    import sys

    path, schema = write("a.csv", "#x\n1;a\n2;b\n"), write("s.json", json.dumps(SCHEMA))
    dialect = write("d.json", '{"delimiter": ","}')
    words = ["validate", str(path), "-s", str(schema), "--no-header", "--comment", "#"]
    words += ["--dialect", str(dialect), "--delimiter", ";", "-f", "json"]
    run = "from tamis.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", run, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"rows": 2' in done.stdout


def workbook(path, **sheets):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


TABLE = [["id", "nom"], ["1", "a"], ["2", "b"]]


@pytest.mark.parametrize(
    ("dialect", "sheets", "lines"),
    [
        ({"sheetName": "B"}, {"A": [["id", "nom"], ["9", "z"]], "B": TABLE}, [2, 3]),
        ({"sheetNumber": 2}, {"A": [["id", "nom"], ["9", "z"]], "B": TABLE}, [2, 3]),
        ({"header": False}, {"A": TABLE[1:]}, [1, 2]),
        ({"headerRows": [2]}, {"A": [["titre"], *TABLE]}, [3, 4]),
        ({"commentRows": [1, 3]}, {"A": [["x"], TABLE[0], ["y"], *TABLE[1:]]}, [4, 5]),
        ({"commentChar": "#"}, {"A": [["#x"], TABLE[0], TABLE[1], ["#y"], TABLE[2]]}, [3, 5]),
    ],
)
def test_workbooks(dialect, sheets, lines, tmp_path) -> None:
    path = workbook(tmp_path / "a.xlsx", **sheets)
    labels, rows, found, codes = read(path, dialect)
    assert (labels, rows, found) == (["id", "nom"], ROWS, lines)
    assert codes <= {"file.other-sheets"}


def test_a_null_sequence_of_a_workbook(tmp_path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["id", "nom"], ["1", "-"]])
    assert read(path, {"nullSequence": "-"})[1] == [["1", None]]


@pytest.mark.parametrize("dialect", [{"sheetName": "C"}, {"sheetNumber": 3}])
def test_a_sheet_that_is_not_there(dialect, tmp_path) -> None:
    from tamis.model.errors import UsageError

    path = workbook(tmp_path / "a.xlsx", A=TABLE, B=TABLE)
    with pytest.raises(UsageError, match="A, B"):
        read(path, dialect)


@pytest.mark.parametrize(
    ("document", "dialect"),
    [
        ({"a": {"b": [{"id": 1, "nom": "a"}, {"id": 2, "nom": "b"}]}}, {"property": "a.b"}),
        (
            {"x": [{"id": 9}], "y": [{"id": 1, "nom": "a"}, {"id": 2, "nom": "b"}]},
            {"property": "y"},
        ),
        ([["id", "nom"], [1, "a"], [2, "b"]], {"itemType": "array"}),
        ([[1, "a"], [2, "b"]], {"itemType": "array", "header": False}),
        ({"d": [["id", "nom"], [1, "a"], [2, "b"]]}, {"property": "d"}),
        ([["#", ""], ["id", "nom"], [1, "a"], [2, "b"]], {"itemType": "array", "commentChar": "#"}),
        ([{"nom": "a", "id": 1}, {"nom": "b", "id": 2}], {"itemKeys": ["id", "nom"]}),
    ],
)
def test_json(document, dialect, write) -> None:
    labels, rows, _, codes = read(write("a.json", json.dumps(document)), dialect)
    assert (labels, rows, codes) == (["id", "nom"], ROWS, set())


def test_members_beyond_those_declared_are_columns_after_them_and_told(write) -> None:
    document = [{"z": 0, "nom": "a", "id": 1}, {"nom": "b", "id": 2}]
    labels, rows, _, codes = read(
        write("a.json", json.dumps(document)), {"itemKeys": ["id", "nom"]}
    )
    assert labels == ["id", "nom", "z"]
    assert rows == [["1", "a", "0"], ["2", "b", None]]
    assert codes >= {"file.off-dialect"}


def test_other_line_ends_than_declared_are_told(write) -> None:
    path = write("a.csv", "id,nom\r\n1,a\r\n2,b\r\n")
    labels, rows, _, codes = read(path, {"lineTerminator": "\n"})
    assert (labels, rows, codes) == (["id", "nom"], ROWS, {"file.other-line-ends"})


def test_a_property_that_is_not_there(write) -> None:
    from tamis.model.errors import SourceError

    with pytest.raises(SourceError, match="zz"):
        read(write("a.json", '{"a": []}'), {"property": "zz"})


#: A text, and a dialect of it.
CASES = [
    ("id,nom\n1,a\n2,b\n", {}),
    ("1,a\n2,b\n", {"header": False}),
    ("id;nom\n1;a\n", {"delimiter": ";"}),
    ("id;nom\n1;a\n", {"csv": {"delimiter": ";"}}),
    ("id,nom\n1,|a,b|\n", {"quoteChar": "|"}),
    ("id,nom\n1,a\\,b\n", {"escapeChar": "\\"}),
    ('id,nom\n1,"a \\"b\\" c"\n', {"escapeChar": "\\", "doubleQuote": False}),
    ('id,nom\n1,"a ""b"" c"\n', {"doubleQuote": True}),
    ("id, nom\n1, a\n", {"skipInitialSpace": True}),
    ("id,nom\n1,a\n# x,y\n2,b\n", {"commentChar": "#"}),
    ("id,nom\n1,a\nx,y\n2,b\n", {"commentRows": [3]}),
    ("x,y\nid,nom\n1,a\n", {"headerRows": [2]}),
    ("id,nom\nun,deux\n1,a\n", {"headerRows": [1, 2]}),
    ("id,nom\nun,deux\n1,a\n", {"headerRows": [1, 2], "headerJoin": "-"}),
    ("id,id\nun,deux\n1,a\n", {"headerRows": [1, 2]}),
    ("id,nom\nx,y\nun,deux\n1,a\n", {"headerRows": [1, 3]}),
    ("x,y\nid,nom\n1,a\n", {"commentRows": [1], "headerRows": [2]}),
    ("id\tnom\n1\ta\n", {"delimiter": "\t"}),
    ("#x\nid,nom\n1,a\n", {"commentChar": "#"}),
    ('id,nom\n1,"a"b"\n', {"doubleQuote": False}),
]
#: Where tamis reads something else (docs/differences.md), and what.
PARTS = [
    ("id,nom\n1,NULL\n", {"nullSequence": "NULL"}, (["id", "nom"], [["1", None]])),
    ("id||nom\n1||a\n", {"delimiter": "||"}, (["id", "nom"], [["1", "a"]])),
    ("id,nom|1,a|", {"lineTerminator": "|"}, (["id", "nom"], [["1", "a"]])),
]


def data(path, dialect):
    """Return the labels and the data rows as frictionless gives them, header left out."""
    from frictionless import FrictionlessException
    from frictionless.resources import TableResource

    descriptor = {"name": "a", "path": path.name, "dialect": json.loads(json.dumps(dialect))}
    try:
        with TableResource.from_descriptor(descriptor, basepath=str(path.parent)) as resource:
            labels = list(resource.labels) or [field.name for field in resource.schema.fields]
            rows = [[cell or None for cell in row.cells] for row in resource.row_stream]
    except FrictionlessException as error:
        return str(error)
    return labels, rows


@pytest.mark.parametrize(("text", "dialect"), CASES)
def test_as_frictionless(text, dialect, write) -> None:
    path = write("a.csv", text)
    assert read(path, dialect, None)[:2] == data(path, dialect)


@pytest.mark.parametrize(("text", "dialect", "ours"), PARTS)
def test_where_they_part(text, dialect, ours, write) -> None:
    path = write("a.csv", text)
    assert read(path, dialect, None)[:2] == ours
    assert data(path, dialect) != ours


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "id,nom\n1,a\n"), ("a.json", '[{"id": 1}]')]
)
def test_a_sheet_of_what_has_none_is_refused(name, content, write) -> None:
    from tamis.model.errors import UsageError

    path = write(name, content)
    with pytest.raises(UsageError, match="Feuil1"):
        tamis.validate(path, SCHEMA, reading=ReadOptions(sheet="Feuil1"))


@pytest.mark.parametrize("keyword", ["delimeter", "commentchar", "Header", "note"])
def test_a_keyword_that_is_misspelt_is_refused(keyword, write) -> None:
    path = write("d.json", json.dumps({keyword: ";"}))
    if keyword == "note":
        assert dialects.from_file(path) == dialects.from_descriptor({})
        return
    with pytest.raises(SchemaError, match=keyword):
        dialects.from_file(path)
