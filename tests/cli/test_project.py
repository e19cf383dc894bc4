"""`tamis validate` over a repository: configuration, thresholds, baseline, one exit code."""

import json
import shutil
from typing import NamedTuple

import pytest

from tamis.cli.main import main


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def depot(root, tmp_path):
    return shutil.copytree(root / "fixtures" / "depot", tmp_path / "depot")


@pytest.fixture
def tamis(monkeypatch, capsys):
    """Run `tamis validate` in a folder, in this process."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(folder, *args):
        monkeypatch.chdir(folder)
        with pytest.raises(SystemExit) as ended:
            main(["validate", *args])
        return Done(ended.value.code, *capsys.readouterr())

    return run


def test_alone_it_checks_the_whole_repository(tamis, depot):
    done = tamis(depot, "-f", "json")
    assert done.returncode == 0, done.stderr
    reports = json.loads(done.stdout)["reports"]
    assert [one["source"]["path"] for one in reports] == [
        "data/bornes/brionne.csv",
        "data/bornes/quimper.csv",
        "data/lieux/lieux.csv",
    ]
    assert [one["profile"]["name"] for one in reports] == ["tolerant", "tolerant", "publish"]
    assert "row.blank" not in reports[2]["counts"]


def test_the_same_from_a_folder_below_and_in_any_number_of_threads(tamis, depot):
    one, four = tamis(depot / "data", "-v", "-j", "1"), tamis(depot / "data", "-v", "-j", "4")
    assert one.stdout == four.stdout
    assert one.returncode == four.returncode == 0


def test_thresholds(tamis, depot):
    file = depot / "data" / "lieux" / "lieux.csv"
    file.write_text("nom,acces,places\nHalle,libre,x\nCour,libre,y\n,libre,1\n")
    assert tamis(depot).returncode == 1
    assert tamis(depot, "--max-errors", "2").returncode == 1
    borne = tamis(depot, "--max-errors", "3")
    assert borne.returncode == 0
    assert "3 anomalies, pas plus que --max-errors 3" in borne.stderr
    file.write_text("nom,acces,places\nHalle,libre,1\n,,\n")
    assert tamis(depot, "data/lieux", "--no-config", "-s", "schemas/lieux.json").returncode == 0
    early = tamis(
        depot, "data/lieux", "--no-config", "-s", "schemas/lieux.json", "--fail-on", "warning"
    )
    assert early.returncode == 1


def test_known_findings_pass_and_new_ones_fail(tamis, depot):
    file = depot / "data" / "lieux" / "lieux.csv"
    file.write_text("nom,acces,places\nHalle,libre,x\n")
    with (depot / "tamis.toml").open("r+") as toml:
        text = toml.read()
        toml.seek(0)
        toml.write('baseline = "connues.json"\n' + text)
    missing = tamis(depot)
    assert missing.returncode == 2
    assert "→ Pour l'écrire : --write-baseline" in missing.stderr
    made = tamis(depot, "--write-baseline")
    assert made.returncode == 0
    assert "62 anomalies connues désormais" in made.stderr
    assert made.stdout == ""
    assert tamis(depot).returncode == 0
    file.write_text("nom,acces,places\nCour,libre,1\nHalle,libre,x\nCour,libre,2\n")
    passed = tamis(depot)
    assert passed.returncode == 0
    assert "1 anomalie connue" in passed.stdout
    file.write_text("nom,acces,places\nHalle,libre,x\nCour,libre,x\n")
    fails = tamis(depot, "-f", "json", "data/lieux/lieux.csv")
    assert fails.returncode == 1
    assert json.loads(fails.stdout)["counts"] == {"cell.wrong-type": 1}
    assert json.loads(fails.stdout)["stats"]["known"] == 1
    file.write_text("nom,acces,places\nHalle,libre,1\n")
    assert "1 anomalie connue en trop" in tamis(depot).stderr


def test_a_file_that_cannot_be_read_is_named_and_stops_nothing(tamis, depot):
    (depot / "data" / "autre.csv").write_text("x,y\n1,2\n")
    (depot / "data" / "bornes" / "vide.parquet").write_text("PAR1 rien")
    done = tamis(depot, "data", "-q")
    assert done.returncode == 3
    assert "data/autre.csv : Les colonnes de ce fichier" in done.stderr
    assert "vide.parquet" in done.stderr
    assert "data/lieux/lieux.csv : ✓ CONFORME" in done.stdout
    assert "Les colonnes de ce fichier" in tamis(depot, "data").stdout


def test_a_rule_or_a_profile_that_is_none_is_told(tamis, depot):
    done = tamis(depot, "--ignore", "cell.mising")
    assert done.returncode == 2
    assert done.stderr == (
        "Erreur : Il n'y a pas de règle « cell.mising ».\n→ Vouliez-vous dire cell.missing ?\n"
    )
    assert tamis(depot, "--ignore", "api.").returncode == 0
    assert tamis(depot, "--write-baseline").returncode == 2


def test_the_end_of_a_name_says_the_form(tamis, depot):
    assert tamis(depot, "data/lieux", "-o", "a.html").returncode == 0
    assert (depot / "a.html").read_text().startswith("<!DOCTYPE html>")
    tamis(depot, "data/lieux", "-o", "b.html", "-f", "json")
    assert json.loads((depot / "b.html").read_text())["valid"]
    tamis(depot, "data/lieux", "-o", "c.txt")
    assert "CONFORME" in (depot / "c.txt").read_text()
    tamis(depot, "data/lieux", "-o", "sans-fin")
    assert "CONFORME" in (depot / "sans-fin").read_text()
