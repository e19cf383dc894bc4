"""The command that repairs: where to, which repairs, what is asked."""

import json

import pytest
from tests.command import run_text

SCHEMA = {
    "fields": [
        {"name": "jour", "type": "date"},
        {"name": "acces", "constraints": {"enum": ["Voirie", "Parking"]}},
    ]
}
ROWS = "jour,acces\n31/12/24,Voirie\n45291,Voirei\n31/12/2024,voirie\n"


@pytest.fixture
def files(write):
    return write("in.csv", ROWS), write("schema.json", json.dumps(SCHEMA))


def normalize(files, *args, said=""):
    source, schema = files
    return run_text("normalize", source, "-s", schema, *args, stdin=said)


def test_one_place_is_needed_and_one_only(files, tmp_path):
    for args in ((), ("--dry-run", "--in-place"), ("-o", tmp_path / "o.csv", "--dry-run")):
        done = normalize(files, *args)
        assert done.returncode == 2
        assert "l'un des trois" in done.stderr


def test_safe_repairs_alone_by_default(files, tmp_path):
    done = normalize(files, "-o", tmp_path / "o.csv")
    assert done.returncode == 1
    assert (tmp_path / "o.csv").read_text() == (
        "jour,acces\n31/12/24,Voirie\n45291,Voirei\n2024-12-31,Voirie\n"
    )
    assert "Réparations à confirmer" in done.stdout
    assert "JJ/MM/AA → AAAA-MM-JJ, « 31/12/24 » → « 2024-12-31 »" in done.stdout


def test_all_when_asked(files, tmp_path):
    done = normalize(files, "-o", tmp_path / "o.csv", "--unsafe", "--lang", "en")
    assert done.returncode == 0
    assert "5 changes, valid" in done.stdout


def test_questions_are_answered_in_french(files, tmp_path):
    done = normalize(files, "-o", tmp_path / "o.csv", "-i", said="n\noui\no\n")
    assert done.stderr.count("Faire cette réparation ?") == 3
    assert (tmp_path / "o.csv").read_text() == (
        "jour,acces\n2024-12-31,Voirie\n45291,Voirie\n2024-12-31,Voirie\n"
    )


def test_in_place_and_only(files):
    source, _ = files
    done = normalize(files, "--in-place", "--only", "french-date,list-case", "-q")
    assert source.read_text().splitlines()[-1] == "2024-12-31,Voirie"
    assert source.with_name("in.csv.orig").read_text() == ROWS
    assert "copie de l’original" in done.stdout


def test_a_repair_that_does_not_exist_is_told(files):
    done = normalize(files, "--dry-run", "--except", "french-dates")
    assert done.returncode == 2
    assert "french-date" in done.stderr
