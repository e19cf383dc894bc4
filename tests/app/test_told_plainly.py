"""What is told of files that are not what was meant: covers, whole lines in quotes, tables."""

import csv

import pytest

import tamis


def test_the_one_sheet_that_follows_a_schema_is_read_past_a_cover(root, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Service"
    for row in (["Contact", "Direction"], ["Mme X", "Urbanisme"], ["M. Y", "Voirie"]):
        book.active.append(row)
    stations = book.create_sheet("Bornes")
    path = root / "fixtures/territoires/brionne.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            stations.append(row)
    book.save(tmp_path / "a.xlsx")
    report = tamis.validate(tmp_path / "a.xlsx")
    assert (report.source.sheet, report.rows) == ("Bornes", 12)
    told = [f.message for f in report.findings if f.code == "file.other-sheets"]
    assert "Service" in told[0]
    remarks = " ".join(map(str, tamis.infer(tmp_path / "a.xlsx").remarks))
    assert "« Service ». Les autres : Bornes" in remarks


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_a_table_given_to_a_json_schema_is_told_as_one(write, name):
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    with pytest.raises(tamis.SourceError, match="est un tableau"):
        tamis.validate(write(name, "a;b\n1;2\n"), schema)


def test_a_text_with_a_comma_in_quotes_is_no_line_in_quotes(write):
    path = write("a.csv", '"Nom, prénom"\n"Dupont, Jean"\n"Durand, Zoé"\n')
    report = tamis.validate(path, {"fields": [{"name": "Nom, prénom"}]})
    assert "file.quoted-lines" not in report.counts
