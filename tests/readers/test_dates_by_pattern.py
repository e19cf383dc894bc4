"""Typed dates of a workbook are no fault of its producer: they are read in the schema's format."""

import csv
import datetime as dt

import openpyxl
import pytest

import tamis

FIELDS = [
    {"name": "jour", "type": "date", "format": "%d/%m/%Y"},
    {"name": "moment", "type": "datetime", "format": "%d/%m/%Y %H:%M"},
    {"name": "heure", "type": "time", "format": "%Hh%M"},
    {"name": "mois", "type": "date", "format": "%m/%Y"},
    {"name": "texte", "type": "date", "format": "%d/%m/%Y"},
]
DAY = dt.datetime(2024, 2, 1)  # noqa: DTZ001 a workbook has no zones


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "t.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active.append([field["name"] for field in FIELDS])
    workbook.active.append(
        [DAY, DAY.replace(hour=8), dt.time(8, 30), DAY.replace(day=3), "2024-02-01"]
    )
    workbook.active.append([DAY, DAY.replace(hour=8, second=7), dt.time(9), DAY, "01/02/2024"])
    workbook.save(path)
    return path


def test_validate_says_nothing_of_them(book):
    report = tamis.validate(book, {"fields": FIELDS})
    told = {(finding.field, finding.row, finding.value) for finding in report.findings}
    assert told == {
        # What the format would lose stays, and is told; so is a text in another format.
        ("moment", 2, "2024-02-01T08:00:07"),
        ("mois", 1, "2024-02-03"),
        ("texte", 1, "2024-02-01"),
    }


def test_normalize_writes_them_in_it(book, tmp_path):
    out, journal = tmp_path / "out.csv", tmp_path / "journal.csv"
    tamis.normalize(book, {"fields": FIELDS}, out, journal=journal)
    with out.open(newline="") as file:
        first, second = list(csv.reader(file))[1:]
    assert first == ["01/02/2024", "01/02/2024 08:00", "08h30", "2024-02-03", "01/02/2024"]
    assert second == ["01/02/2024", "2024-02-01T08:00:07", "09h00", "02/2024", "01/02/2024"]
    with journal.open(newline="") as file:
        cells = [
            (entry["field"], entry["before"]) for entry in csv.DictReader(file) if entry["row"]
        ]
    assert cells == [("texte", "2024-02-01")]


def test_a_corrected_workbook_keeps_them_typed(book, tmp_path):
    out = tmp_path / "out.xlsx"
    tamis.normalize(book, {"fields": FIELDS}, out)
    assert openpyxl.load_workbook(out).active["A2"].value == DAY
    assert not {f.field for f in tamis.validate(out, {"fields": FIELDS}).findings} & {
        "jour",
        "heure",
    }
