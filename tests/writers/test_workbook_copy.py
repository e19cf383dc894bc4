"""The corrected workbook keeps what the file had, and says what is changed."""

# ruff: noqa: DTZ001 spreadsheets know no zone

import datetime as dt
import json
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

import tamis
from tamis import readers
from tamis.loading import schemas
from tamis.sources.local import LocalFile
from tamis.writers.replay import replay
from tamis.writers.workbook import copy

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures" / "workbooks"))
import build
from build import Cell

FIELDS = {
    "code": "string", "prix": "number", "le": "date", "moment": "datetime", "note": "string"
}  # fmt: skip
SCHEMA = {"fields": [{"name": name, "type": kind} for name, kind in FIELDS.items()]}


@pytest.fixture
def book(tmp_path):
    """Make a workbook as a clerk has it: formats, widths, a notice, a formula elsewhere."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Données"
    sheet.append(list(FIELDS))
    sheet.append([1001, "12,50", dt.date(2024, 12, 31), dt.datetime(2024, 1, 1), "=1+1 & co"])
    sheet.append(["01002", 3.5, "31/12/2023", dt.datetime(2024, 1, 2, 8, 30), "a"])
    sheet["E2"].data_type = "s"
    sheet["A2"].number_format = "00000"
    sheet["C2"].number_format = "dd/mm/yyyy"
    for place in ("D2", "D3"):
        sheet[place].number_format = "dd/mm/yyyy hh:mm"
    sheet["A1"].font = Font(bold=True)
    sheet.column_dimensions["E"].width = 44
    notice = made.create_sheet("Notice")
    notice["B2"] = "=1+2"
    return made, tmp_path


def corrected(book, tmp_path, schema=SCHEMA):
    """Write a workbook, normalise it, and return the result and what is in it."""
    source, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book.save(source)
    result = tamis.normalize(source, schema, out)
    return result, openpyxl.load_workbook(out), out


def test_cells_are_typed_and_keep_their_formats(book):
    result, written, out = corrected(*book)
    sheet = written["Données"]
    assert [cell.value for cell in sheet[1]] == list(FIELDS)
    assert sheet["A2"].value == 1001
    assert sheet["A2"].number_format == "00000"
    assert sheet["B2"].value == 12.5
    assert sheet["C3"].value == dt.datetime(2023, 12, 31)
    assert sheet["C3"].is_date
    assert sheet["E2"].value == "=1+1 & co"
    assert sheet["E2"].data_type == "s"
    assert sheet.column_dimensions["E"].width == 44
    assert sheet["A1"].font.bold
    again = tamis.validate(out, SCHEMA)
    assert (again.verdict.errors, again.verdict.warnings) == (
        result.after.errors,
        result.after.warnings,
    )


def test_other_sheets_stay_as_they_are(book):
    _, written, _ = corrected(*book)
    assert written.sheetnames == ["Données", "Notice", "Modifications"]
    assert written["Notice"]["B2"].value == "=1+2"


def test_changed_cells_are_marked_and_listed(book):
    result, written, _ = corrected(*book)
    sheet = written["Données"]
    marked = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    }
    assert marked == {"B2", "C3"}
    listed = list(written["Modifications"].iter_rows(values_only=True))[1:]
    assert [row[1:5] for row in listed] == [
        (2, "prix", "12,50", "12.50"),
        (3, "le", "31/12/2023", "2023-12-31"),
    ]
    assert sum(result.changes.values()) == len(listed)


def test_rows_and_columns_that_move_take_their_formats_along(book):
    made, tmp_path = book
    made["Données"].insert_rows(1)
    made["Données"]["A1"] = "Communes"
    made["Données"].move_range("B2:B4", cols=5)
    result, written, out = corrected(made, tmp_path)
    sheet = written["Données"]
    assert [cell.value for cell in sheet[1]][: len(FIELDS)] == list(FIELDS)
    assert sheet["A2"].number_format == "00000"
    assert sheet["B2"].value == 12.5
    assert tamis.validate(out, SCHEMA).verdict.errors == result.after.errors == 0


def test_a_formula_without_a_value_is_not_lost(book):
    made, tmp_path = book
    made["Données"]["E3"] = "=A2"
    result, written, out = corrected(made, tmp_path)
    assert written["Données"]["E3"].value == "=A2"
    assert not result.after.valid
    assert not tamis.validate(out, SCHEMA).valid


def test_a_table_of_another_format_is_typed_too(tmp_path):
    source, out = tmp_path / "a.csv", tmp_path / "b.xlsx"
    source.write_text('code,prix,le,moment,note\n01001,"12,5",2024-12-31,2024-01-01T00:00:00,=1\n')
    tamis.normalize(source, SCHEMA, out)
    sheet = openpyxl.load_workbook(out).active
    values = [cell.value for cell in sheet[2]]
    assert values == ["01001", 12.5, dt.datetime(2024, 12, 31), dt.datetime(2024, 1, 1), "=1"]
    assert tamis.validate(out, SCHEMA).verdict.errors == 0


SC = {
    "fields": [
        {"name": "code", "type": "string"},
        {"name": "prix", "type": "number"},
        {"name": "moment", "type": "datetime"},
        {"name": "taux", "type": "number", "constraints": {"maximum": 100}},
        {"name": "note", "type": "string"},
    ]
}


def market(*, title=False):
    """Make a workbook whose formats, lists of choices and notes speak of its cells."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Suivi"
    top = 3 if title else 1
    if title:
        sheet["A1"] = "Marchés de la commune"
    rows = [
        [row["name"] for row in SC["fields"]],
        [1001, 1.5, dt.datetime(2024, 3, 1), 0.125, "a"],
        [21004, "1.50", dt.datetime(2024, 3, 2, 8, 30), 0.5, "b"],
        ["01004", "-0", "2024-01-01T00:00:00", 0.07, " é  « q » "],
    ]
    for line, row in enumerate(rows, top):
        for at, cell in enumerate(row, 1):
            sheet.cell(line, at, cell)
        sheet.cell(line, 1).number_format = "00000"
        sheet.cell(line, 3).number_format = "dd/mm/yyyy hh:mm"
        sheet.cell(line, 4).number_format = "0.0%"
    first, last = top + 1, top + 3
    red = PatternFill("solid", end_color="FF0000")
    over = CellIsRule(operator="greaterThan", formula=["10"], fill=red)
    sheet.conditional_formatting.add(f"B{first}:B{last}", over)
    rule = FormulaRule(formula=[f"$D{first}>0.1"], font=Font(italic=True))
    sheet.conditional_formatting.add(f"A{first}:E{last}", rule)
    choices = DataValidation(type="list", formula1='"a,b,c"', sqref=f"E{first}:E{last + 9}")
    sheet.add_data_validation(choices)
    sheet.cell(first, 5).comment = Comment("à vérifier", "moi")
    made.create_sheet("Notice")["A1"] = f"=SUM(Suivi!B{first}:B{last})"
    return made


def replayed(source, schema, tmp_path, **options):
    """Normalise a file, and return the result, what its journal gives back and what was read."""
    out, journal = tmp_path / "out.xlsx", tmp_path / "journal.csv"
    result = tamis.normalize(source, schema, out, journal=journal, **options)
    request = readers.Request(fields=schemas.load(schema).fields)
    table = readers.read(LocalFile(path=source, name=source.name), request)
    rows = [row for batch in table.batches() for row in batch.frame.iter_rows()]
    read = [list(table.header), *([cell or "" for cell in row] for row in rows)]
    return result, list(replay(out, journal)), read


@pytest.mark.parametrize("title", [False, True])
def test_a_journal_gives_back_every_text(title, tmp_path):
    source = tmp_path / "a.xlsx"
    market(title=title).save(source)
    _, back, read = replayed(source, SC, tmp_path)
    assert back[-4:] == read
    assert ("Marchés de la commune" in back[0]) == title
    assert read[1:3] == [
        ["01001", "1.5", "2024-03-01T00:00:00", "12.5", "a"],
        ["21004", "1.50", "2024-03-02T08:30:00", "50", "b"],
    ]
    assert read[3][:2] == ["01004", "-0"]


def test_formats_and_validations_go_along_with_their_cells(tmp_path):
    result, written, _ = corrected(market(title=True), tmp_path, SC)
    sheet = written["Suivi"]
    areas = {str(one.sqref): one.rules[0].formula for one in sheet.conditional_formatting}
    assert areas == {"B2:B4": ["10"], "A2:E4": ["$D2>0.1"]}
    (choices,) = sheet.data_validations.dataValidation
    assert str(choices.sqref).startswith("E2:")
    assert sheet["E2"].comment.text == "à vérifier"
    told = written["Modifications"]["H1"].value.splitlines()
    assert len(told) == len(result.notes) == 2
    assert "références" in told[0]


def test_a_rule_that_looks_at_other_rows_is_told(tmp_path):
    made = market(title=True)
    rule = FormulaRule(formula=["$B$4>1"], font=Font(bold=True))
    made["Suivi"].conditional_formatting.add("A4:A6", rule)
    result, written, _ = corrected(made, tmp_path, SC)
    assert len(written["Suivi"].conditional_formatting) == 2
    assert any("mises en forme" in note.fr for note in result.notes)


def test_a_merge_that_is_filled_is_taken_apart(tmp_path):
    made = openpyxl.Workbook()
    for row in (["nom", "n"], ["Ain", "x"], [None, "y"]):
        made.active.append(row)
    made.active.merge_cells("A2:A3")
    source = tmp_path / "a.xlsx"
    made.save(source)
    schema = {"fields": [{"name": "nom"}, {"name": "n"}]}
    for unsafe in (False, True):
        choice = tamis.Choice(unsafe=unsafe)
        _, back, read = replayed(source, schema, tmp_path, choice=choice)
        assert back == read
        sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
        assert sheet["A3"].value == ("Ain" if unsafe else None)
        assert len(sheet.merged_cells.ranges) == (not unsafe)


@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsb", "xml"])
def test_workbooks_of_other_formats_keep_typed_cells_and_tell_the_rest(suffix, tmp_path):
    code = Cell(1001.0, "00000")
    held = [["code", "prix", "moment"], [code, 1.5, Cell(45657.5, "dd/mm/yyyy hh:mm")]]
    cells = (
        '<table:table-cell office:value-type="float" office:value="1.5"/>',
        '<table:table-cell office:value-type="date" office:date-value="2024-12-31T12:00:00"/>',
    )
    tables = build.ods_table([held[0], ["01001", *cells]], "Données") + build.ods_table(
        [["lisez-moi"]], "Notice"
    )
    content = {
        "ods": lambda: build.ods(tables),
        "xls": lambda: build.xls(held, "Données"),
        "xlsb": lambda: build.xlsb(held, "Données"),
        "xml": lambda: build.spreadsheetml(held, "Données"),
    }
    source = tmp_path / f"a.{suffix}"
    source.write_bytes(content[suffix]())
    schema = {"fields": SC["fields"][:3]}
    result, back, read = replayed(source, schema, tmp_path)
    assert back == read == [held[0], ["01001", "1.5", "2024-12-31T12:00:00"]]
    written = openpyxl.load_workbook(tmp_path / "out.xlsx")
    row = [cell.value for cell in written["Données"][2]]
    assert row[1:] == [1.5, dt.datetime(2024, 12, 31, 12)]
    assert ("Notice" in written.sheetnames) == (suffix == "ods")
    assert [note.fr for note in result.notes if "couleurs" in note.fr]


def test_a_date_beyond_the_calendar_stays_the_number_that_it_is(tmp_path):
    made = market()
    made["Suivi"]["C2"] = 2_958_466
    made["Suivi"]["C2"].number_format = "dd/mm/yyyy"
    made["Notice"]["B1"] = -5
    made["Notice"]["B1"].number_format = "dd/mm/yyyy"
    source, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    made.save(source)
    tamis.normalize(source, SC, out)
    with zipfile.ZipFile(out) as book:
        assert b"<v>2958466</v>" in book.read("xl/worksheets/sheet1.xml")
        assert b"<v>-5</v>" in book.read("xl/worksheets/sheet2.xml")


def test_parts_that_a_copy_lacks_are_told(tmp_path):
    made, whole = market(), tmp_path / "a.xlsx"
    made.save(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(whole, "w") as more:
        for name in plain.namelist():
            more.writestr(name, plain.read(name))
        for name in ("xl/vbaProject.bin", "xl/media/image1.png", "xl/slicers/slicer1.xml"):
            more.writestr(name, b"x")
    result = tamis.normalize(whole, SC, tmp_path / "b.xlsx")
    told = " ".join(note.fr for note in result.notes)
    assert all(word in told for word in ("macros", "images", "segments"))


def test_a_larger_workbook_says_what_it_leaves_out(tmp_path, monkeypatch):
    monkeypatch.setattr(copy, "LARGEST", 10)
    source = tmp_path / "a.xlsx"
    market().save(source)
    result, back, read = replayed(source, SC, tmp_path)
    assert back == read
    assert [note.fr.split(":")[0] for note in result.notes] == [
        "les autres feuilles, les formats et les largeurs "
    ]


def test_no_text_is_cut(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("code,prix\n" + "é" * 40_000 + ",1\n")
    with pytest.raises(tamis.SourceError, match="40000"):
        tamis.normalize(source, {"fields": SC["fields"][:2]}, tmp_path / "b.xlsx")


def test_spellings_of_numbers_and_characters_come_back(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text(
        "code,prix,moment\n_x0041_,1.50,2024-01-01T00:00:00\n=1+1,-0.0,2024-01-01T08:00:00Z\n"
        '\'=1,100.0,1899-01-01T00:00:00\n" x\ny",+5,\n'
    )
    _, back, read = replayed(source, {"fields": SC["fields"][:3]}, tmp_path)
    assert back == read
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [sheet["B2"].value, sheet["B4"].value] == [1.5, 100]


def test_decimals_with_a_comma_are_numbers_of_a_workbook(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("prix;note\n1,50;a\n2,5;b\n")
    schema = {"fields": [{"name": "prix", "type": "number", "decimalChar": ","}, {"name": "note"}]}
    _, back, read = replayed(source, schema, tmp_path)
    assert back == read
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "out.xlsx").active["A"]] == [
        "prix", 1.5, 2.5,
    ]  # fmt: skip
    assert tamis.validate(tmp_path / "out.xlsx", schema).valid


@pytest.mark.parametrize("last", [["ID", "Nom"], ["  ", " "], ["9", "z"]])
def test_a_last_row_that_is_left_out_is_gone(tmp_path, last):
    """No row moves: what is under the last one would stay where it was."""
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(build.xlsx(build.Sheet(rows=[["id", "nom"], ["1", "a"], ["2", "b"], last])))
    schema = {"fields": [{"name": "id"}, {"name": "nom"}]}
    edits = tamis.Edits(removed=frozenset({3})) if last[0] == "9" else tamis.Edits()
    tamis.normalize(path, schema, out, journal=tmp_path / "j.csv", edits=edits)
    assert tamis.validate(out, schema).stats.rows == 2
    assert list(replay(out, tmp_path / "j.csv"))[-1] == last


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_changed_cells_are_marked_and_listed_whatever_the_source(tmp_path, monkeypatch, form):
    """Where no copy is made: of a text, of a document, of a workbook beyond the limit."""
    monkeypatch.setattr(copy, "LARGEST", 0)
    rows = [["n", "nom"], ["1", " a "], ["", " "], ["2,5", "b"], ["3", "c"]]
    path, out = tmp_path / f"t.{form}", tmp_path / "out.xlsx"
    contents = {
        "csv": lambda: "\n".join(";".join(row) for row in rows).encode(),
        "json": lambda: json.dumps(
            [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        ).encode(),
        "xlsx": lambda: build.xlsx(build.Sheet(rows=rows)),
    }
    path.write_bytes(contents[form]())
    schema = {"fields": [{"name": "n", "type": "number"}, {"name": "nom"}]}
    tamis.normalize(path, schema, out, journal=tmp_path / "j.csv")
    book = openpyxl.load_workbook(out)
    data, listed = book["Données"], book["Modifications"]
    assert [[cell.value for cell in row] for row in data] == [
        ["n", "nom"], [1, "a"], [2.5, "b"], [3, "c"],
    ]  # fmt: skip
    marked = {cell.coordinate for row in data for cell in row if cell.fill.fill_type}
    assert marked == {"B2", "A3"}
    told = [[cell.value for cell in row[1:5]] for row in listed.iter_rows(min_row=2)]
    assert [2, "nom", " a ", "a"] in told
    assert [3, "n", "2,5", "2.5"] in told
    before = list(replay(out, tmp_path / "j.csv"))
    assert before == rows


@pytest.mark.parametrize(("text", "is_told"), [(" note ", True), ("note", False)])
def test_parts_of_a_text_with_a_style_of_their_own(book, text, is_told):
    made, tmp_path = book
    run = TextBlock(InlineFont(b=True), text[:3])
    made["Données"]["E3"] = CellRichText(run, text[3:])
    result, written, _ = corrected(made, tmp_path)
    assert any("gras" in note.fr for note in result.notes) is is_told
    assert str(written["Données"]["E3"].value) == "note"
