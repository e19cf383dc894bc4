"""Rows of two sources that stand within a few metres: told, scored, never decided."""

import csv
import json

import polars as pl
import pytest
from tests.command import run_text

SCHEMA = {
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "string"},
        {"name": "nom", "type": "string"},
        {"name": "lon", "type": "number"},
        {"name": "lat", "type": "number"},
        {"name": "ville", "type": "string"},
    ],
}
#: Two rows are one town hall; two are 4 m apart and have two names; the others are alone.
FIRST = """id,nom,lon,lat,ville
Z1,Mairie de Brionne,0.716700,49.195600,Brionne
A2,Gymnase,0.720000,49.190000,Brionne
A3,École Jules Ferry,0.711000,49.191000,Brionne
A4,Gymnase,0.720001,49.190001,Brionne
"""
SECOND = """id,nom,lon,lat,ville
B1,MAIRIE DE BRIONNE,0.716800,49.195650,BRIONNE
B2,Piscine,0.720050,49.190010,Bernay
B3,Collège,0.751000,49.191000,Brionne
B4,Sans position,,,Brionne
"""


@pytest.fixture
def release(write, tmp_path):
    """Aggregate both sources with some options; return the run and the folder."""
    schema = write("s.json", json.dumps(SCHEMA))
    sources = write("a.csv", FIRST), write("b.csv", SECOND)

    def aggregate(*options, name="out"):
        out = tmp_path / name
        done = run_text("aggregate", *sources, "-s", schema, "-o", out, "--no-cache", *options)
        return done, out

    return aggregate


def pairs(out):
    with (out / "candidates.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_pairs_of_two_sources_have_both_rows_and_a_score(release):
    done, out = release("--near", "30m")
    assert done.returncode == 0, done.stderr
    assert "candidates.csv" in done.stdout
    found = pairs(out)
    # A2 and A4 are of one source: no pair across sources.
    assert [(row["id_a"], row["id_b"]) for row in found] == [
        ("Z1", "B1"), ("A4", "B2"), ("A2", "B2"),
    ]  # fmt: skip
    best, *others = found
    assert (best["nom_a"], best["nom_b"]) == ("Mairie de Brionne", "MAIRIE DE BRIONNE")
    assert (best["_source_a"], best["_line_b"], best["decision"]) == ("a", "2", "")
    assert float(best["metres"]) == pytest.approx(9.1, abs=0.2)
    assert float(best["score"]) > 0.9
    assert all(float(row["score"]) < 0.5 for row in others)
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["candidates"] == 3


def test_nothing_is_decided_and_nothing_changes_with_the_run(release):
    _, plain = release(name="plain")
    _, out = release("--near", "30", name="near")
    _, again = release("--near", "0.03km", name="again")
    assert not (plain / "candidates.csv").exists()
    for name in ("data.csv", "rejects.csv", "duplicates.csv"):
        assert (out / name).read_bytes() == (plain / name).read_bytes()
    assert (again / "candidates.csv").read_bytes() == (out / "candidates.csv").read_bytes()
    account = [json.loads((folder / "report.json").read_text()) for folder in (plain, out)]
    assert account[0]["total"] == account[1]["total"]


def test_decisions_are_remembered(release, write, tmp_path):
    _, out = release("--near", "30m", name="first")
    decided = pl.read_csv(out / "candidates.csv", infer_schema=False).with_columns(
        decision=pl.when(pl.col("id_a") == "Z1").then(pl.lit("même"))
    )
    file = tmp_path / "decisions.csv"
    decided.write_csv(file, separator=";")  # as a French Excel does
    done, out = release("--near", "30m", "--decisions", file, name="second")
    found = pairs(out)
    assert [(row["id_a"], row["decision"]) for row in found] == [
        ("A4", ""), ("A2", ""), ("Z1", "même"),
    ]  # fmt: skip
    assert "2 paires" in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--near", "30x"), "30x"),
        (("--near", "0"), "distance"),
        (("--decisions", "d.csv"), "--near"),
        (("--near", "30m", "--decisions", "no.csv"), "pair"),
        (("--near", "30m", "--decisions", "two.csv"), "deux fois"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_at_once(
    release, write, monkeypatch, tmp_path, options, message
):
    monkeypatch.chdir(tmp_path)
    write("d.csv", "pair,decision\nx,same\n")
    write("no.csv", "id,avis\nx,same\n")
    write("two.csv", "pair,decision\nx,same\nx,other\n")
    done, out = release(*options)
    assert done.returncode == 2
    assert message in done.stderr
    assert not out.exists()


def test_a_schema_without_positions_has_no_near_rows(write, tmp_path):
    schema = write("s.json", json.dumps({"fields": [{"name": "id", "type": "string"}]}))
    source = write("a.csv", "id\n1\n")
    out = tmp_path / "out"
    done = run_text("aggregate", source, "-s", schema, "-o", out, "--near", "30m")
    assert done.returncode == 2
    assert "longitude" in done.stderr
