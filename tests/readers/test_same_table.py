"""The same table gives one report, whether it is CSV, XLSX, XLS, XLSB, ODS or flat ODS."""

import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import tamis
from tamis import readers
from tamis.loading import schemas
from tamis.sources.local import LocalFile

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures" / "workbooks"))
import build
from build import Cell, Sheet

SCHEMA = {
    "name": "marches",
    "fields": [
        {"name": "insee", "type": "string", "constraints": {"pattern": "[0-9]{5}"}},
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "etals", "type": "integer", "constraints": {"maximum": 100}},
        {"name": "loyer", "type": "number"},
        {"name": "depuis", "type": "date"},
    ],
}
#: The table as it is shown, and as a workbook holds it.
SHOWN = [
    ["insee", "nom", "etals", "loyer", "depuis"],
    ["01001", "Halle", "12", "3.5", "2020-01-31"],
    ["1002", "Place", "250", "4", "2021-12-01"],
    ["01004", "", "7", "abc", "2022-02-28"],
]
HELD = [
    SHOWN[0],
    [Cell(1001.0, "00000"), "Halle", 12.0, 3.5, Cell(43861.0, "dd/mm/yyyy")],
    ["1002", "Place", 250.0, 4.0, Cell(44531.0, "dd/mm/yyyy")],
    ["01004", "", 7.0, "abc", Cell(44620.0, "dd/mm/yyyy")],
]
WRITERS = {
    "csv": lambda: "\n".join(",".join(row) for row in SHOWN).encode(),
    "xlsx": lambda: build.xlsx(Sheet(rows=HELD)),
    "xls": lambda: build.xls(HELD),
    "xlsb": lambda: build.xlsb(HELD),
    "ods": lambda: build.ods(build.ods_table(SHOWN)),
    "fods": lambda: build.ods_document(build.ods_table(SHOWN)).encode(),
    "xml": lambda: build.spreadsheetml(HELD),
    "html": lambda: build.page(SHOWN),
}
#: What a format is called where it is saved under the name of another.
NAMES = {"html": "page.xls"}


def told(path):
    """Return what a report says of the data: nothing of it is about the format."""
    report = tamis.validate(path, SCHEMA)
    return sorted(
        (one.code, one.row, one.line, one.field, one.value, str(one.message))
        for one in report.findings
        if one.code != "file.misnamed"
    ), {code: count for code, count in report.counts.items() if code != "file.misnamed"}


@pytest.mark.parametrize("suffix", [name for name in WRITERS if name != "csv"])
def test_one_table_one_report(suffix, tmp_path):
    plain, other = tmp_path / "a.csv", tmp_path / NAMES.get(suffix, f"a.{suffix}")
    plain.write_bytes(WRITERS["csv"]())
    other.write_bytes(WRITERS[suffix]())
    assert told(other) == told(plain)


#: Columns that spreadsheets convert without loss: what each holds is what all formats show.
COLUMNS = {
    "zeros": ("string", Cell(1001.0, "00000"), "01001"),
    "phone": ("string", Cell(123456789.0, '0#" "##" "##" "##" "##'), "01 23 45 67 89"),
    "reference": ("string", Cell(43.0, '"REF-"0000'), "REF-0043"),
    "share": ("string", Cell(0.125, "0.0%"), "12,5 %"),
    "day": ("date", Cell(45657.0, "dd/mm/yyyy"), "2024-12-31"),
    "midnight": ("datetime", Cell(45657.0, "dd/mm/yyyy hh:mm"), "2024-12-31T00:00:00"),
    "month": ("yearmonth", Cell(45657.0, "mm/yyyy"), "2024-12"),
    "year": ("year", Cell(45657.0, "yyyy"), "2024"),
    "clock": ("time", Cell(0.354166666666667, "hh:mm"), "08:30:00"),
    "negative": ("time", Cell(-0.0625, "[h]:mm"), "-01:30:00"),
    "duration": ("duration", Cell(1.5, "[h]:mm:ss"), "P1DT12H"),
    "kilometres": ("string", Cell(12.0, '0" km"'), "12 km"),
    "euros": ("number", Cell(1234.5, '#,##0.00 "€"'), "1234.5"),
    "text": ("string", "a  b", "a  b"),
}


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Have LibreOffice write the workbook in its other formats, where it is installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: its exports cannot be compared")
    folder = tmp_path_factory.mktemp("office")
    rows = [list(COLUMNS), [cell for _, cell, _ in COLUMNS.values()]]
    (folder / "a.xlsx").write_bytes(build.xlsx(Sheet(rows=rows)))
    for suffix in ("ods", "xls", "fods", "html"):
        subprocess.run(
            [office, "--headless", f"-env:UserInstallation=file://{folder}/profile",
             "--convert-to", suffix, "--outdir", str(folder), str(folder / "a.xlsx")],
            capture_output=True, timeout=180, check=True,
        )  # fmt: skip
    return folder


def first_row(path):
    fields = [{"name": name, "type": kind} for name, (kind, _, _) in COLUMNS.items()]
    loaded = schemas.load({"name": "a", "fields": fields})
    request = readers.Request(fields=loaded.fields)
    table = readers.read(LocalFile(path=path, name=path.name), request)
    rows = pl.concat([batch.frame for batch in table.batches()])
    return dict(zip(table.header, rows.row(0), strict=True))


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls", "fods"])
def test_what_an_office_writes_is_read_alike(converted, suffix):
    wanted = {name: text for name, (_, _, text) in COLUMNS.items()}
    assert first_row(converted / f"a.{suffix}") == wanted


def test_what_an_office_shows_is_what_is_read(converted):
    """Texts of numbers under zeros and literals are those of LibreOffice's own page."""
    page = converted / "a.xls.html"
    page.write_bytes((converted / "a.html").read_bytes())
    renamed = page.rename(converted / "page.xls")
    shown = first_row(renamed)
    read = first_row(converted / "a.xlsx")
    for name in ("zeros", "phone", "reference", "kilometres"):
        assert shown[name] == read[name]
