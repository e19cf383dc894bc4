"""The workbook: the producer's own table, its faults in place, and nothing that runs."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

import tamis
from tamis import render
from tamis.render import Style
from tamis.render.formats import xlsx

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "fixtures" / "reports"
NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def written(*reports, **style):
    out = io.BytesIO()
    render.form("xlsx").write(reports, out, Style(**style))
    return out.getvalue()


def sheets(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return {name: held.read(name).decode() for name in held.namelist() if name.endswith("xml")}


@pytest.fixture(scope="module")
def dirty():
    return tamis.validate(REPORTS / "dirty.csv", REPORTS / "schema.json", keep=True)


def looks(data, sheet):
    """Return the colour of each cell that has one."""
    files = parts(data)
    styles = ET.fromstring(files["xl/styles.xml"])
    fills = [one.find(".//x:fgColor", NS) for one in styles.find("x:fills", NS)]
    forms = [fills[int(one.get("fillId"))] for one in styles.find("x:cellXfs", NS)]
    cells = ET.fromstring(files[f"xl/worksheets/sheet{sheet}.xml"]).iter(f"{{{NS['x']}}}c")
    colors = ((cell.get("r"), forms[int(cell.get("s", 0))]) for cell in cells)
    return {ref: color.get("rgb") for ref, color in colors if color is not None}


def comments(data):
    found = ET.fromstring(parts(data)["xl/comments1.xml"]).iter(f"{{{NS['x']}}}comment")
    return {one.get("ref"): "".join(one.itertext()) for one in found}


def test_the_table_is_the_producers_own(dirty):
    table = sheets(written(dirty))["Données"]
    assert table[0][:4] == ["id", "nom", "etat", "debit"]
    assert table[1][:6] == ["F-001", "Place du Marché", "en service", "12,5", "02/05/2019", "oui"]
    assert table[2][1] == '=HYPERLINK("http://x.example")'
    assert table[7][10] == "en trop"
    assert len(table) == dirty.rows + 2  # a cell of two lines stands on two rows


def test_faulty_cells_are_coloured_and_say_what_to_write(dirty):
    data = written(dirty)
    colors = looks(data, 2)
    assert colors["C2"] == colors["D2"] == "FFF8C9C4"
    assert colors["B11"] == "FFFFE9A8"
    assert "B2" not in colors
    said = comments(data)
    assert "Proposition : En service" in said["C2"]
    assert "déjà celle de la ligne 3" in said["A4"]
    assert {"I1", "J1", "A6", "K8"} <= set(said)


def test_nothing_runs(dirty):
    files = parts(written(dirty))
    assert not any("<f>" in text or "<f " in text for text in files.values())
    assert 'quotePrefix="1"' in files["xl/styles.xml"]


def test_every_finding_is_listed_and_leads_to_its_cell(dirty):
    data = written(dirty)
    found = sheets(data)["Anomalies"]
    assert len(found) == len(dirty.findings) + 1
    by_code = {row[8]: row for row in found[1:]}
    assert by_code["table.duplicate-key"][2] == "A4"
    assert "location=\"'Données'!A4\"" in parts(data)["xl/worksheets/sheet3.xml"]


def test_the_summary_has_both_verdicts_and_every_kind(dirty):
    rows = sheets(written(dirty))["À faire"]
    text = "\n".join(" ".join(map(str, row)) for row in rows)
    assert f"NON CONFORME : {dirty.verdict.errors} erreurs" in text
    assert "Après les réparations sûres" in text
    assert "Erreur etat Choisissez parmi : En service, Hors service, En travaux." in text
    assert "13 cellules, dont 2 réparables C2" in text


def test_the_same_report_gives_the_same_bytes(dirty, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert written(dirty) == written(dirty)


def test_a_large_file_shows_the_rows_that_have_a_finding(dirty, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_CELLS", 10)
    data = written(dirty)
    table = sheets(data)["Données"]
    assert len({finding.row for finding in dirty.findings} - {None}) == len(table) - 1
    found = {row[8]: row for row in sheets(data)["Anomalies"][1:]}
    cell = found["table.duplicate-key"][2]
    assert table[int(cell[1:]) - 1][:2] == ["F-002", "<script>alert(1)</script>"]
    assert "déjà celle de la ligne 3" in comments(data)[cell]


def test_a_report_without_its_records_lists_findings_alone():
    report = tamis.validate(REPORTS / "dirty.csv", REPORTS / "schema.json")
    assert list(sheets(written(report))) == ["À faire", "Anomalies"]
    assert list(sheets(written(report, quiet=True))) == ["À faire"]


def test_long_texts_and_controls_are_taken(write):
    path = write("a.csv", f"t;n\n{'x' * 40_000};\x01\n".encode())
    schema = {"fields": [{"name": "t"}, {"name": "n", "type": "integer"}]}
    table = sheets(written(tamis.validate(path, schema, keep=True)))["Données"]
    assert len(table[1][0]) == 32_767


def test_rows_stand_on_the_lines_that_findings_cite(write):
    path = write("a.csv", b"Titre\n\nid;n\n1;un\n\n2;deux\n")
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "n", "type": "integer"}]}
    report = tamis.validate(path, schema, keep=True)
    data = written(report)
    table = sheets(data)["Données"]
    assert table[2] == ["id", "n"]
    assert (table[3], table[5]) == (["1", "un"], ["2", "deux"])
    found = {row[3]: row[2] for row in sheets(data)["Anomalies"][1:] if row[8] == "cell.wrong-type"}
    assert found == {4.0: "B4", 6.0: "B6"}


def test_rows_of_a_workbook_stand_where_they_are_cited(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Lieux"
    for row, cells in {4: ("id", "n"), 5: (1, "un"), 6: (2, "deux")}.items():
        for column, value in zip((3, 4), cells, strict=True):
            book.active.cell(row, column, value)
    book.save(tmp_path / "a.xlsx")
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "n", "type": "integer"}]}
    report = tamis.validate(tmp_path / "a.xlsx", schema, keep=True)
    place = next(iter(report.findings))
    assert report.source.place(place.line, place.column) == "Lieux!D5"
    colored = looks(written(report), 2)
    assert colored["D5"] == colored["D6"] == "FFF8C9C4"


def test_pages_are_as_wide_as_their_sheets(dirty):
    files = parts(written(dirty))
    for number in (1, 2, 3):
        sheet = files[f"xl/worksheets/sheet{number}.xml"]
        assert 'fitToPage="1"' in sheet
        assert 'fitToHeight="0"' in sheet
        assert 'orientation="landscape"' in sheet


def test_no_text_lies_over_another(dirty):
    """Cells wrap, in rows of the table that are one line high: what is longer is cut there."""
    files = parts(written(dirty))
    rows = list(ET.fromstring(files["xl/worksheets/sheet2.xml"]).iter(f"{{{NS['x']}}}row"))
    assert {row.get("customHeight") for row in rows} == {"1"}
    styles = ET.fromstring(files["xl/styles.xml"]).find("x:cellXfs", NS)
    wraps = [x.find("x:alignment", NS) is not None for x in styles]
    cells = ET.fromstring(files["xl/worksheets/sheet2.xml"]).iter(f"{{{NS['x']}}}c")
    assert all(wraps[int(cell.get("s", 0))] for cell in cells)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no office here")
@pytest.mark.slow
def test_an_office_prints_it_a_page_a_sheet(dirty, tmp_path):
    (tmp_path / "report.xlsx").write_bytes(written(dirty))
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "report.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "report.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3
