"""No sheet reaches further than what is told of it before it is opened."""

import importlib.util
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tamis
from tamis.app import ReadOptions
from tamis.model.limits import Limits
from tamis.readers import extent_binary, extent_ole, extent_xml

MADE = Path(__file__).parents[2] / "fixtures" / "readers" / "workbooks.py"
spec = importlib.util.spec_from_file_location("workbooks", MADE)
books = importlib.util.module_from_spec(spec)
spec.loader.exec_module(books)

LIMIT = Limits().cells
SCHEMA = {"fields": [{"name": "code"}]}
NUMBERS = st.one_of(
    st.integers(1, 200),
    st.sampled_from([702, 703, 16384, 99_999, 1_000_000, 1_048_576, 1_100_000, 1_100_001]),
)


def letters(number):
    """Return the letters of a column."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@st.composite
def cells(draw):
    """Draw a cell: its place, whether it holds something, and its XML."""
    row, column = draw(NUMBERS), draw(NUMBERS.filter(lambda n: n <= 16384))
    place = draw(st.sampled_from([str.upper, str.lower]))(letters(column)) + str(row)
    quote = draw(st.sampled_from("\"'"))
    before, after = draw(st.sampled_from(["", ' s="1"'])), draw(st.sampled_from(["", ' t="n"']))
    holds = draw(st.booleans())
    prefix = draw(st.sampled_from(["", "x:"]))
    start = f"<{prefix}c{before} r={quote}{place}{quote}{after}"
    inner = f"<{prefix}v>1</{prefix}v>" if holds else ""
    closed = f"{start}>{inner}</{prefix}c>" if holds or draw(st.booleans()) else f"{start}/>"
    return row, column, holds, closed


def pieces(text, size):
    data = text.encode()
    return iter([data[at : at + size] for at in range(0, len(data), size)])


@given(st.lists(cells(), max_size=6), st.sampled_from(["", "x:"]), st.integers(1, 200))
def test_a_sheet_without_doubt_is_within_the_limit(drawn, prefix, size):
    inner = "".join(one[3] for one in drawn)
    sheet = (
        f'<{prefix}sheet xmlns:x="y"><cols><col min="1"/></cols><{prefix}sheetData><row r="1">'
        f"{inner}</row></{prefix}sheetData></{prefix}sheet>"
    )
    full = [(row, column) for row, column, holds, _ in drawn if holds]
    rows = max((row for row, _ in full), default=0)
    columns = max((column for _, column in full), default=0)
    *_, told = extent_xml.extents(pieces(sheet, size))
    assert told == (rows, columns)
    seen = extent_xml.glance(pieces(sheet, size), LIMIT)
    assert seen.doubtful or rows * columns <= LIMIT


def test_cells_without_a_place_stand_one_after_the_other():
    cell = "<c><v>1</v></c>"
    sheet = f"<s><sheetData><row>{cell}<c/>{cell}</row><row>{cell}</row></sheetData></s>"
    assert list(extent_xml.extents(iter([sheet.encode()])))[-1] == (2, 3)
    assert extent_xml.glance(iter([sheet.encode()]), LIMIT).doubtful


@given(st.integers(1, 9))
def test_records_are_read_across_pieces(size):
    data = books.xlsb([["code", "nom"], [1, "Musée"], [2, 1.5]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.bin")
    parts = iter([sheet[at : at + size] for at in range(0, len(sheet), size)])
    assert list(extent_binary.extents(parts))[-1] == (3, 2)


def test_a_sheet_of_xls_is_measured(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(books.xls([["code", "nom"], [1, "Musée"]]))
    assert max(extent_ole.extents(path)) == (2, 2)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb"])
def test_the_limit_is_the_users(tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    rows = [["code", "nom"], [1, "Musée"]]
    text = 't="inlineStr"><is><t>code</t></is></c>'
    xml = "".join(
        f'<row r="{at}"><c r="A{at}" {text}<c r="B{at}"><v>1</v></c></row>' for at in (1, 2)
    )
    made = {"xlsx": lambda: books.xlsx(xml), "xls": lambda: books.xls(rows)}
    path.write_bytes(made.get(kind, lambda: books.xlsb(rows))())
    assert tamis.validate(path, SCHEMA, reading=ReadOptions(limits=Limits(cells=4))).valid
    with pytest.raises(tamis.SourceError, match="limite de 3 cellules"):
        tamis.validate(path, SCHEMA, reading=ReadOptions(limits=Limits(cells=3)))


def test_a_library_that_panics_is_told_as_a_damaged_file(tmp_path):
    path = tmp_path / "a.xlsb"
    data = books.xlsb([["code"], [1]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    one, other = (name.encode("utf-16-le") for name in ("rId1", "rId9"))
    members["xl/workbook.bin"] = members["xl/workbook.bin"].replace(one, other)
    path.write_bytes(books.zipped(members))
    with pytest.raises(tamis.SourceError, match="ne peut pas être ouvert"):
        tamis.validate(path, SCHEMA)


def test_a_workbook_with_a_password_is_told_as_such(tmp_path):
    path = tmp_path / "a.xls"
    locked = books.xls([["code"], [1]]).replace(b"\x85\x00\x0d\x00", b"\x2f\x00\x0d\x00")
    path.write_bytes(locked)
    with pytest.raises(tamis.SourceError, match="mot de passe"):
        tamis.validate(path, SCHEMA)


def test_a_cell_beyond_the_limit_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    text = "a" * (3 << 20)
    path.write_bytes(
        books.xlsx(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row><row r="2">'
            f'<c r="A2" t="inlineStr"><is><t>{text}</t></is></c></row>'
        )
    )
    assert tamis.validate(path, SCHEMA).valid
    with pytest.raises(tamis.SourceError, match="une cellule a plus de 2 Mo"):
        tamis.validate(path, SCHEMA, reading=ReadOptions(limits=Limits(record=2 << 20)))


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.geojson"])
def test_a_record_of_json_beyond_the_limit_is_refused(write, name):
    before = {"a.json": "[", "a.ndjson": "", "a.geojson": '{"features": ['}[name]
    path = write(name, f'{before}{{"code": "{"a" * (3 << 20)}"}}\n')
    with pytest.raises(tamis.SourceError, match="un enregistrement de plus de 1 Mo, ligne 1"):
        tamis.validate(path, SCHEMA, reading=ReadOptions(limits=Limits(record=1 << 20)))
