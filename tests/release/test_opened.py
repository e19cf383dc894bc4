"""What is emitted, opened by those who will: frictionless, DuckDB, Polars, GDAL; DCAT and cards."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import tamis

ROOT = Path(__file__).parents[2]
TERRITORIES = ROOT / "fixtures" / "territoires"
SCHEMA = "etalab/schema-irve-statique"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("publication") / "sortie"
    tamis.aggregate([TERRITORIES], SCHEMA, made)
    return made


def test_frictionless_validates_the_package(folder):
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["valid"], done.stdout
    assert len(report["tasks"]) >= 8
    package = json.loads((folder / "datapackage.json").read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["licenses"][0]["name"] == "odbl"
    assert package["sources"][0]["title"] == "Ville de Brionne"
    assert {one["path"] for one in package["resources"]} >= {"data.csv", "data.geojson"}


def test_polars_finds_types_statistics_and_the_order_of_the_key(folder):
    typed = pl.read_parquet(folder / "data.parquet")
    assert typed.height == 46
    assert typed["id_pdc_itinerance"].is_sorted()
    assert "geo" in pl.read_parquet_metadata(folder / "data.parquet")
    texts = pl.read_csv(folder / "data.csv", infer_schema=False)
    assert texts["_content"].str.len_chars().unique().to_list() == [16]


def test_duckdb_reads_the_points(folder):
    duckdb = pytest.importorskip("duckdb")
    parquet, text = str(folder / "data.parquet"), str(folder / "data.csv")
    with duckdb.connect() as base:
        asked = "select count(*), min(date_maj)::varchar from read_parquet(?)"
        assert base.execute(asked, [parquet]).fetchall() == [(46, "2024-03-15")]
        asked = "select typeof(geometry) from read_parquet(?) limit 1"
        assert base.execute(asked, [parquet]).fetchall()[0][0].startswith("GEOMETRY")
        asked = "select count(*) from read_csv(?)"
        assert base.execute(asked, [text]).fetchall() == [(46,)]


def test_gdal_reads_the_points(folder):
    pyogrio = pytest.importorskip("pyogrio")
    known = pyogrio.read_info(folder / "data.geojson")
    assert (known["features"], known["geometry_type"], known["crs"]) == (46, "Point", "EPSG:4326")
    assert "nom_station" in known["fields"]
    bounds = pyogrio.raw.read(folder / "data.geojson", bbox=(55, -22, 56, -20))
    assert len(bounds[2]) == 6  # those of Saint-Denis, on the other side of the equator


def test_geojson_and_parquet_have_the_same_points(folder):
    features = json.loads((folder / "data.geojson").read_text())["features"]
    typed = pl.read_parquet(folder / "data.parquet")
    for feature, row in zip(features, typed.iter_rows(named=True), strict=True):
        assert feature["geometry"]["coordinates"] == list(row["coordonneesXY"].values())
        assert feature["properties"]["date_maj"] == str(row["date_maj"])
        assert feature["properties"]["gratuit"] == row["gratuit"]


def test_harvesters_find_a_dataset(folder):
    graph = json.loads((folder / "dcat.jsonld").read_text())["@graph"]
    dataset = graph[0]
    assert dataset["dct:title"] == "Bornes de recharge de six territoires"
    by_title = {one["dct:title"]: one for one in dataset["dcat:distribution"]}
    data = by_title["Bornes de recharge de six territoires (CSV)"]
    assert data["dcat:downloadURL"]["@id"].endswith("data.csv")
    assert data["dct:conformsTo"]["@id"].endswith("irve-statique/2.3.1/schema-statique.json")
    assert data["dct:license"]["@id"].startswith("https://opendatacommons.org/licenses/odbl")


def test_a_scorecard_says_what_to_mend(folder):
    card = (folder / "scorecards" / "annecy.md").read_text()
    assert "# Grand Annecy" in card
    assert "60 % de ses lignes le sont" in card
    assert "ligne 9 : « 31/02/2024 »" in card
    assert "Fichier : https://www.annecy.example/irve.csv" in card
    assert not any("{" in path.read_text() for path in (folder / "scorecards").iterdir())
    assert "conforme. Merci !" in (folder / "scorecards" / "brionne.md").read_text()


def test_the_page_is_whole_and_harmless(folder):
    page = (folder / "report.html").read_text()
    assert "default-src 'none'" in page
    assert page.count("<script") == 1  # the report's own, which the policy names by its hash
    assert "Grand Annecy" in page
    assert "garde leur licence" in page  # Ajaccio's is ODbL


def test_the_emitted_schema_is_that_of_the_emitted_table(folder):
    report = tamis.validate(folder / "data.csv", folder / "schema.json")
    assert report.valid
    assert not [code for code in report.counts if not code.startswith("likely.")]
