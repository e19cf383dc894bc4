"""CSV as it arrives: encodings, delimiters, ragged rows, and every fault at its line."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

import tamis
from tamis import readers, sources
from tamis.model.rule import Severity

TWO = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}
REQUIRED = {"constraints": {"required": True}}
LAST_REQUIRED = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"} | REQUIRED]}
#: A row that lacks optional cells alone is short; one that lacks a required cell is cut.
SHORT_ROWS = pytest.mark.parametrize(
    ("schema", "short"),
    [
        (TWO, ("row.short", Severity.WARNING)),
        (LAST_REQUIRED, ("row.missing-cells", Severity.ERROR)),
    ],
)


def table(path):
    with sources.open_source(str(path)) as local:
        read = readers.read(local)
        frames = [batch.frame for batch in read.batches()]
    return read, pl.concat(frames) if frames else pl.DataFrame()


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        ("code,nom\n1,Musée œuvre €\n".encode(), "utf-8"),
        (b"\xef\xbb\xbf" + "code,nom\n1,Musée œuvre €\n".encode(), "utf-8"),
        ("code,nom\n1,Musée œuvre €\n".encode("cp1252"), "cp1252"),
        (b"\xff\xfe" + "code,nom\n1,Musée œuvre €\n".encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + "code,nom\n1,Musée œuvre €\n".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encoding_is_decided_by_rule_and_told(encoded, name, write):
    read, frame = table(write("a.csv", encoded))
    assert read.dialect().encoding == name
    assert frame["c1"].to_list() == ["Musée œuvre €"]


def test_mixed_lines_are_told_at_their_lines_in_a_file_of_several_blocks(write):
    body = "code,nom\n" + "1,Musée\n" * 700_000
    late = body.encode() + "x,Café\n".encode("cp1252") + b"2,b\n"
    report = tamis.validate(write("a.csv", late), TWO)
    assert [(one.code, one.line, one.value) for one in report.findings] == [
        ("file.mixed-encoding", 700_002, None),
        ("cell.wrong-type", 700_002, "x"),
    ]


def test_a_late_byte_decides_for_the_whole_file(write):
    body = "code,nom\n" + "1,abc\n" * 1_000_000
    read, _ = table(write("a.csv", body.encode() + "2,Musée\n".encode("cp1252")))
    assert read.dialect().encoding == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_end(delimiter, end, write):
    text = end.join(delimiter.join(row) for row in (["code", "nom"], ["1", "a"], ["2", "b"]))
    read, frame = table(write("a.csv", text))
    assert read.dialect().delimiter == delimiter
    assert read.dialect().line_end == end
    assert frame.rows() == [("1", "a"), ("2", "b")]


def test_decimal_commas_do_not_make_a_comma_file(write):
    read, frame = table(write("a.csv", "x;y\n1,5;2,5\n3,5;4,5\n"))
    assert read.dialect().delimiter == ";"
    assert frame.rows() == [("1,5", "2,5"), ("3,5", "4,5")]


def test_lines_are_physical_lines(write):
    text = 'code,nom\n1,"a\nb\nc"\n\nx,d\n'
    report = tamis.validate(write("a.csv", text), TWO)
    assert [(one.code, one.row, one.line) for one in report.findings] == [
        ("row.blank", 2, 5),
        ("cell.wrong-type", 3, 6),
    ]


def test_title_lines_are_told_and_lines_still_count_from_the_top(write):
    report = tamis.validate(write("a.csv", "Titre,\n,\ncode,nom\n1,a\nx,b\n"), TWO)
    assert report.source.dialect.header_line == 3
    assert [(one.code, one.line) for one in report.findings] == [
        ("file.title-lines", 1),
        ("cell.wrong-type", 5),
    ]


@SHORT_ROWS
def test_ragged_rows_are_told_with_their_counts(write, schema, short):
    report = tamis.validate(write("a.csv", "code,nom\n1,a,b,c\n2\n3,d,,\n"), schema)
    rows = [finding for finding in report.findings if finding.code.startswith("row.")]
    assert [(row.code, row.severity, row.line, row.note, row.value) for row in rows] == [
        ("row.extra-cells", Severity.ERROR, 2, "2", "b,c"),
        (*short, 3, "1", ""),
        ("row.trailing-delimiter", Severity.WARNING, 4, "2", ""),
    ]
    assert {finding.code for finding in report.findings if finding not in rows} <= {"cell.missing"}


@SHORT_ROWS
def test_a_longer_line_end_does_not_hide_a_short_row(write, schema, short):
    body = "code,nom\n" + "1,a\n" * 50_000 + "2,b\r\n" + "3\n" + "x,c\n"
    report = tamis.validate(write("a.csv", body), schema)
    assert [
        (finding.code, finding.severity, finding.line)
        for finding in report.findings
        if finding.code != "cell.missing"
    ] == [(*short, 50_003), ("cell.wrong-type", Severity.ERROR, 50_004)]


@settings(max_examples=examples(100), deadline=None)
@given(
    widths=st.lists(st.integers(1, 5), min_size=1, max_size=40),
    ends=st.lists(st.sampled_from(["\n", "\r\n"]), min_size=40, max_size=40),
    quoted=st.sets(st.integers(0, 39)),
)
def test_no_ragged_row_makes_up_for_another(tmp_path_factory, widths, ends, quoted):
    out = ["a,b,c\n"]
    for at, (width, end) in enumerate(zip(widths, ends, strict=False)):
        cell = '"x ""y"""' if at in quoted else "x"
        out.append(",".join([cell] * width) + end)
    path = tmp_path_factory.mktemp("ragged") / "a.csv"
    path.write_bytes("".join(out).encode())
    schema = {"fields": [{"name": "a"}, {"name": "b"} | REQUIRED, {"name": "c"}]}
    report = tamis.validate(path, schema)
    if report.source.dialect.header_line != 1 or report.stats.fields != 3:
        return
    wanted = {3: None, 1: "row.missing-cells", 2: "row.short"}
    told = {one.line: one.code for one in report.findings if one.code.startswith("row.")}
    assert told == {
        at: code
        for at, width in enumerate(widths, start=2)
        if (code := wanted.get(width, "row.extra-cells"))
    }


def test_an_unclosed_quote_is_told_at_the_line_where_it_opens(write):
    report = tamis.validate(write("a.csv", 'code,nom\n1,a\n2,"b\n3,c\nx,d\n'), TWO)
    assert [(one.code, one.line) for one in report.findings] == [
        ("file.unclosed-quote", 3),
        ("cell.wrong-type", 5),
    ]


def test_nothing_of_a_stray_quote_is_lost(write, tmp_path):
    path = write("a.csv", 'code,nom\n1,tube 5" neuf\n2,"b\n')
    tamis.normalize(path, TWO, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open() as out:
        assert list(csv.reader(out)) == [["code", "nom"], ["1", 'tube 5" neuf'], ["2", '"b']]


@pytest.mark.parametrize("content", ["", "\n", "\n\n\n", ";;;\n", "\ufeff"])
def test_an_empty_file_is_told_and_nothing_breaks(content, write):
    report = tamis.validate(write("a.csv", content), TWO)
    assert dict(report.counts) == {"file.empty": 1}


def test_a_header_alone_is_told(write):
    report = tamis.validate(write("a.csv", "code,nom\n"), TWO)
    assert dict(report.counts) == {"file.no-rows": 1}


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(tamis.SourceError):
            tamis.validate(path, TWO)


def test_a_format_that_is_not_read_is_told(write):
    with pytest.raises(tamis.SourceError, match=r"\.docx"):
        tamis.validate(write("a.docx", "x"), TWO)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)
ROW = st.tuples(st.integers(0, 9).map(str), CELL)


@settings(max_examples=examples(150), deadline=None)
@given(
    rows=st.lists(st.one_of(ROW, st.just(None)), min_size=1, max_size=30),
    bad=st.sets(st.integers(0, 29)),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_each_planted_fault_is_found_at_its_line(
    tmp_path_factory, rows, bad, quoting, end, delimiter
):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(["code", "nom"])
    wanted, line = [], 2
    for at, row in enumerate(rows):
        if row is None:
            out.write(end)
            wanted.append(("row.blank", line))
            line += 1
            continue
        code, name = ("non" if at in bad else row[0]), row[1]
        writer.writerow([code, name])
        if at in bad:
            wanted.append(("cell.wrong-type", line))
        line += 1 + name.count("\n")
    path = tmp_path_factory.mktemp("lines") / "a.csv"
    path.write_bytes(out.getvalue().encode())
    report = tamis.validate(path, TWO)
    unplanned = {
        "cell.outer-space",
        "cell.formula",
        "cell.failed-formula",
    }  # of what hypothesis puts in names
    found = [(f.code, f.line) for f in report.findings if f.code not in unplanned]
    assert found == wanted
    assert report.rows == len(rows)


def test_a_null_character_shifts_no_line(write):
    path = write("nul.csv", b"code,nom\n1,a\n2,b\0c\n3,d\nx,e\0\n5,f\ny,g\n")
    schema = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}
    found = [(one.code, one.line) for one in tamis.validate(path, schema).findings]
    assert sorted(found) == [
        ("cell.wrong-type", 5), ("cell.wrong-type", 7), ("file.null-bytes", 3),
        ("file.null-bytes", 5),
    ]  # fmt: skip
