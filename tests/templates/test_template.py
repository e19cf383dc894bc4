"""Templates: within the limits of a spreadsheet, known again, filled with a file, honest."""

import io

import openpyxl
import pytest
from tests.command import run_text

import tamis
from tamis.app import write_template
from tamis.loading import catalogue, schemas
from tamis.model.errors import SourceError, UsageError
from tamis.templates import workbook

IRVE = "etalab/schema-irve-statique"
TABLES = sorted(name for name, e in catalogue.built_in().items() if e.kind == "tableschema")
SCHEMA = {
    "name": "salles",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "siret", "type": "string", "constraints": {"pattern": "^\\d{14}$"}},
        {"name": "code", "type": "string", "example": "01004",
         "constraints": {"pattern": "^\\d{5}$"}},
        {"name": "genre", "type": "string", "constraints": {"enum": ["salle", "gymnase"]}},
        {"name": "ouverte", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
        {"name": "depuis", "type": "date", "example": "2021-05-01"},
        {"name": "places", "type": "integer", "constraints": {"minimum": 0}, "example": 120},
        {"name": "titre", "type": "string", "title": "T" * 60, "description": "é" * 900,
         "constraints": {"maxLength": 20}},
    ],
    "custom_checks": [{"name": "french-siret-value", "params": {"column": "siret"}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "modele.xlsx"
    write_template(SCHEMA, path)
    return path


@pytest.fixture(scope="module")
def irve(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "irve.xlsx"
    write_template(IRVE, path)
    return path


def rules_of(path):
    sheet = openpyxl.load_workbook(path)["Données"]
    return {str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation}


@pytest.mark.parametrize("name", TABLES)
def test_the_limits_of_a_spreadsheet_hold(name):
    out = io.BytesIO()
    workbook.write(out, schemas.tabular(name))
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    sheet = book["Données"]
    found = sheet.data_validations.dataValidation
    assert len(found) == sheet.max_column
    for rule in found:
        assert len(rule.formula1 or "") < 255
        assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32
        assert max(len(rule.prompt), len(rule.error)) <= 255
    assert book["Listes"].sheet_state == "hidden"


def test_each_cell_says_what_it_expects(model):
    rules = rules_of(model)
    assert rules["D2"].type == "list"
    assert rules["D2"].formula1 == "liste_4"
    assert "SIRET" in rules["B2"].error
    assert "MOD(SUMPRODUCT" in rules["B2"].formula1
    assert "EXACT($A$2:$A$20001,A2)" in rules["A2"].formula1
    assert rules["F2"].formula1.startswith("IF(ISNUMBER(F2)")
    sheet = openpyxl.load_workbook(model)["Données"]
    assert sheet["H1"].comment.text.startswith("T" * 60)
    assert [sheet.column_dimensions[each].width > 0 for each in "ABC"]


def test_codes_are_texts_and_days_are_days(model):
    book = openpyxl.load_workbook(model)
    assert book["Données"]["C2"].value == "01004"
    assert book["Données"]["C2"].number_format == "@"
    assert book["Données"]["F2"].number_format == "yyyy-mm-dd"
    assert book["Données"]["G2"].value == 120


def test_the_sheet_of_help_says_what_is_not_checked(model):
    help_sheet = openpyxl.load_workbook(model)["Aide"]
    texts = [str(cell.value) for row in help_sheet.iter_rows() for cell in row if cell.value]
    assert any("Coller une valeur contourne" in text for text in texts)
    head = texts.index("Ce qu'il ne vérifie pas, ou en partie seulement")
    assert head > 0


def test_validate_knows_the_schema_and_the_example(irve):
    report = tamis.validate(irve)
    assert (report.schema.name, report.schema.declared) == (IRVE, True)
    assert (report.rows, report.valid) == (0, True)
    assert set(report.counts) == {"row.template-example"}


def test_a_row_typed_over_the_example_is_a_record(irve, tmp_path):
    book = openpyxl.load_workbook(irve)
    book["Données"]["A2"] = "Ville de Bernay"
    book.save(tmp_path / "rempli.xlsx")
    report = tamis.validate(tmp_path / "rempli.xlsx")
    assert (report.rows, report.schema.declared) == (1, True)
    assert "row.template-example" not in report.counts


def test_a_name_leads_to_the_catalogue_alone(irve, tmp_path):
    book = openpyxl.load_workbook(irve)
    for each in book.custom_doc_props.props:
        if each.name == "tamis-schema":
            each.value = str(tmp_path / "schema.json")
    book.save(tmp_path / "autre.xlsx")
    assert not tamis.validate(tmp_path / "autre.xlsx").schema.declared


def test_another_table_in_a_template_is_recognised_by_its_columns(tmp_path, root):
    import csv

    write_template("etalab/schema-stationnement", tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    sheet = book["Données"]
    sheet.delete_rows(1, 3)
    with (root / "fixtures/territoires/quimper.csv").open(encoding="cp1252") as lines:
        for row in csv.reader(lines, delimiter=";"):
            sheet.append(row)
    book.save(tmp_path / "m.xlsx")
    report = tamis.validate(tmp_path / "m.xlsx")
    assert (report.schema.name, report.schema.declared) == (IRVE, False)


def test_the_journal_keeps_the_example(model, tmp_path):
    book = openpyxl.load_workbook(model)
    book["Données"].append(["s1", None, "27116", "salle"])
    book.save(tmp_path / "m.xlsx")
    result = tamis.normalize(
        tmp_path / "m.xlsx", SCHEMA, tmp_path / "n.csv", journal=tmp_path / "j.csv"
    )
    assert result.changes["template-example"] == 1
    from tamis.writers.replay import replay

    rows = list(replay(tmp_path / "n.csv", tmp_path / "j.csv"))
    assert rows[1][2] == "01004"
    assert rows[2][:4] == ["s1", "", "27116", "salle"]


def test_a_file_fills_it_and_nothing_is_lost(tmp_path):
    source = tmp_path / "salles.csv"
    source.write_text("genre,id,note,places\nsale,a,=1+1,12\nsalle,b,,1 200\ngymnase,a,x,\n")
    write_template(SCHEMA, tmp_path / "m.xlsx", source=source)
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["Données"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][-1] == "note"
    assert rows[1][0] == "a"
    assert rows[1][3:] == ["sale", None, None, 12, None, "=1+1"]
    assert sheet["I2"].data_type == "s"
    assert sheet["D2"].fill.fgColor.rgb == "FFF8C9C4"
    assert "sale" in sheet["D2"].comment.text
    report = tamis.validate(tmp_path / "m.xlsx", SCHEMA)
    assert report.counts == {
        code: n
        for code, n in tamis.validate(source, SCHEMA).counts.items()
        if code in report.counts
    }


def test_a_line_of_labels(tmp_path):
    write_template(SCHEMA, tmp_path / "m.csv")
    assert (tmp_path / "m.csv").read_text() == "id,siret,code,genre,ouverte,depuis,places,titre\n"
    with pytest.raises(UsageError):
        write_template(SCHEMA, tmp_path / "m.csv", department="27")


def test_communes_are_offered_not_imposed(tmp_path):
    schema = {"fields": [{"name": "code_insee", "type": "string"}, {"name": "n", "type": "string"}]}
    write_template(schema, tmp_path / "m.xlsx", department="27")
    rule = rules_of(tmp_path / "m.xlsx")["A2"]
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", "communes", "warning")
    assert openpyxl.load_workbook(tmp_path / "m.xlsx")["Listes"]["C2"].value == "27001"
    with pytest.raises(UsageError):
        write_template(schema, tmp_path / "m.xlsx", department="99")


def test_the_command(tmp_path):
    done = run_text("schema", "template", "etalab/schema-stationnement", "-o", tmp_path / "m.xlsx")
    assert done.returncode == 0
    assert "que le tableur vérifie en entier" in done.stdout
    wrong = run_text("schema", "template", IRVE, "-o", tmp_path / "m.csv", "-f", "xlsx")
    assert wrong.returncode == 2
    lacking = run_text(
        "schema", "template", IRVE, "-o", tmp_path / "n.xlsx", "--from", "absent.csv"
    )
    assert lacking.returncode != 0
    assert not (tmp_path / "n.xlsx").exists()
    with pytest.raises(SourceError):
        write_template(IRVE, tmp_path / "n.xlsx", source="absent.csv")
