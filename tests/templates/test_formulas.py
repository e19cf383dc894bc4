"""Formulas in LibreOffice: yes to all that a schema takes, no to what it does not."""

import csv
import os
import subprocess
from pathlib import Path

import pytest
from tests.templates.answers import SOFFICE, answers
from tests.templates.test_template import SCHEMA

from tamis.loading import catalogue, pull, schemas

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
SHARED = Path(os.environ.get("TAMIS_CORPUS", Path(__file__).parents[3] / "shared"))
#: One of each kind that no shipped schema has.
ODD = {
    "name": "odd",
    "missingValues": ["", "ND"],
    "fields": [
        {"name": "jour", "type": "date", "format": "%d/%m/%Y"},
        {"name": "iso", "type": "date", "constraints": {"minimum": "2000-01-01"}},
        {"name": "annee", "type": "year", "constraints": {"maximum": "2030"}},
        {"name": "prix", "type": "number", "decimalChar": ",", "constraints": {"minimum": 0.5}},
        {"name": "nombre", "type": "integer", "constraints": {"maximum": 100}},
        {"name": "siren", "type": "string"},
        {"name": "court", "type": "string", "constraints": {"maxLength": 2}},
        {"name": "uuid", "type": "string", "format": "uuid"},
        {"name": "heure", "type": "time"},
        {"name": "moment", "type": "datetime"},
        {"name": "point", "type": "geopoint", "format": "array"},
        {"name": "liste", "type": "array", "constraints": {"minLength": 1, "maxLength": 2}},
    ],
    "custom_checks": [{"name": "french-siren-value", "params": {"column": "siren"}}],
}


def test_formulas_answer_as_the_schema_does(tmp_path):
    known = [schemas.tabular(each) for each in (SCHEMA, ODD, "etalab/schema-stationnement")]
    result = answers(known, tmp_path)
    assert result.refused == []
    assert result.let_through == []
    assert result.right > 100
    assert result.caught > 0.9 * result.wrong


def published_rows(schema):
    """Return rows of the valid examples that are published for a schema."""
    rows = []
    for line in (SHARED / "examples" / "INDEX.tsv").read_text().splitlines()[1:]:
        name, version, file = line.split("\t")[:3]
        path = SHARED / "examples" / name.replace("/", "__") / version / file
        if name == schema.name and path.suffix == ".csv" and "invalid" not in file:
            with path.open(encoding="utf-8-sig", errors="replace") as lines:
                head = lines.readline()
                lines.seek(0)
                mark = ";" if head.count(";") > head.count(",") else ","
                rows += [
                    row
                    for _, row in zip(
                        range(30), csv.DictReader(lines, delimiter=mark), strict=False
                    )
                ]
    return rows[:60]


@pytest.fixture
def national(tmp_path, monkeypatch):
    monkeypatch.setenv("TAMIS_STORE", str(tmp_path / "store"))
    pull.pull(str(SHARED / "catalogue"))
    entries = catalogue.entries().values()
    return [schemas.tabular(entry.name) for entry in entries if entry.kind == "tableschema"]


@pytest.mark.slow
@pytest.mark.corpus
def test_formulas_of_the_whole_catalogue(national, tmp_path):
    result = answers(national, tmp_path, published_rows, most=40)
    assert result.refused == []
    assert result.let_through == []


@pytest.mark.slow
@pytest.mark.corpus
def test_templates_of_the_whole_catalogue_open(national, tmp_path):
    from tamis.app import write_template

    for nth, schema in enumerate(national):
        write_template(schema, tmp_path / f"m{nth}.xlsx")
    command = [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
               "--convert-to", "ods", "--outdir", tmp_path / "out"]  # fmt: skip
    subprocess.run([*command, *tmp_path.glob("*.xlsx")], check=True, capture_output=True)
    for nth, schema in enumerate(national):
        import tamis

        report = tamis.validate(tmp_path / "out" / f"m{nth}.ods", schema)
        assert report.valid, (schema.name, report.counts)
        assert report.rows == 0, schema.name
