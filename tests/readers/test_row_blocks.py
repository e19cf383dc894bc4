"""A narrower block of rows below a blank one is told as another table, whatever it is made of."""

import pytest
import xlsxwriter

import tamis

SCHEMA = {"fields": [{"name": name} for name in ("id", "nom", "ville")]}
TABLE = [["id", "nom", "ville"], ["1", "a", "b"], ["2", "c", "d"], []]


@pytest.mark.parametrize(
    ("below", "line"),
    [
        ([["Autre tableau"], ["code", "libelle"], ["x", "y"]], "5"),
        ([["Source : mairie"]], ""),
        ([["3", "e", "f"], ["4", "g", None]], ""),
        ([["3", "e"]], ""),
    ],
    ids=["table", "note", "records", "one record"],
)
def test_another_table_below(tmp_path, below, line):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([*TABLE, *below]):
            sheet.write_row(row, 0, cells)
    findings = tamis.validate(path, SCHEMA).findings
    told = [finding.note for finding in findings if finding.code == "file.second-table"]
    assert told == ([line] if line else [])
