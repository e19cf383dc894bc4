"""A workbook whose name says nothing, such as one in a zip, is copied as any other."""

import zipfile

import openpyxl

import tamis

HEADER = [
    "COMMUNE_NOM",
    "COLL_INSEE",
    "ENFANT_SEXE",
    "ENFANT_PRENOM",
    "NOMBRE_OCCURRENCES",
    "ANNEE",
]


def test_a_workbook_in_a_zip_keeps_its_other_sheets(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADER, ["Rennes ", "35238", "F", "Zoé", 3, 2020]):
        book.active.append(row)
    book.active.column_dimensions["D"].width = 44
    book.create_sheet("Notes")["A1"] = "à garder"
    book.save(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "lot.zip", "w") as archive:
        archive.write(tmp_path / "b.xlsx", "dossier/b.xlsx")
    (tmp_path / "sans-suffixe").write_bytes((tmp_path / "b.xlsx").read_bytes())
    for source in ("lot.zip", "sans-suffixe"):
        target = tmp_path / f"{source}.xlsx"
        tamis.normalize(tmp_path / source, "scdl/prenoms", target)
        copied = openpyxl.load_workbook(target)
        assert copied["Notes"]["A1"].value == "à garder"
        assert copied["Sheet"].column_dimensions["D"].width == 44
        assert copied["Sheet"]["A2"].value == "Rennes"
