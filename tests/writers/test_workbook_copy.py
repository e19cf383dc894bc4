"""The corrected workbook keeps what the file had, and says what is changed."""

# ruff: noqa: DTZ001 spreadsheets know no zone

import datetime as dt

import openpyxl
import pytest
from openpyxl.styles import Font

import tamis

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


def corrected(book, tmp_path):
    """Write a workbook, normalise it, and return the result and what is in it."""
    source, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book.save(source)
    result = tamis.normalize(source, SCHEMA, out)
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
