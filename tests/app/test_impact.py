"""What a version does to files: which stay, become valid or break, on what, for whom."""

import json

import pytest
from tests.command import run_text
from tests.release.conftest import portal  # noqa: F401 a fixture

from tamis.app import Fate, _impact, impact

OLDER = {
    "name": "salles",
    "version": "1.0.0",
    "fields": [
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "genre", "type": "string", "constraints": {"enum": ["salle", "stade"]}},
        {"name": "places", "type": "integer", "title": "Nombre de places"},
    ],
}
NEWER = {
    "name": "salles",
    "version": "2.0.0",
    "fields": [
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "genre", "type": "string", "constraints": {"enum": ["salle", "gymnase"]}},
        {"name": "capacite", "type": "integer", "title": "Nombre de places",
         "constraints": {"required": True}},
    ],
}  # fmt: skip
FILES = {
    "reste.csv": "nom,genre,capacite\nA,salle,1\n",
    "cure.csv": "nom,genre,places\nA,salle,1\n",
    "casse.csv": "nom,genre,places\nA,stade,1\nB,stade,\n",
    "devient.csv": "nom,genre,capacite\nA,gymnase,3\n",
    "faux.csv": "nom,genre,places\n,salle,x\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("impact")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    for descriptor in (OLDER, NEWER):
        path = folder / f"schema-{descriptor['version']}.json"
        path.write_text(json.dumps(descriptor))
    listed = [f"{name},{'Brionne' if name < 'd' else 'Bernay'}" for name in FILES]
    listed.append("absent.csv,Bernay")
    (folder / "sources.csv").write_text("\n".join(["path,producer", *listed[:-1]]) + "\n")
    return folder


@pytest.fixture(scope="module")
def result(folder):
    return impact(OLDER, NEWER, [folder / "sources.csv"])


def test_each_file_has_its_fate(result):
    fates = {each.source.rpartition("/")[2]: each.fate for each in result.files}
    by_name = {name.removesuffix(".csv"): fate for name, fate in fates.items()}
    assert by_name == {
        "reste": Fate.STAYS,
        "cure": Fate.BREAKS,
        "casse": Fate.BREAKS,
        "devient": Fate.BECOMES,
        "faux": Fate.REMAINS,
    }


def test_what_breaks_is_told_by_rule_and_field(result):
    told = {breach: (files, cells) for breach, files, cells in result.breaches()}
    assert told == {
        ("header.missing-field", "capacite"): (2, 2),
        ("cell.off-list", "genre"): (1, 2),
    }


def test_what_migrating_cures_is_told(result):
    assert result.cured == 1
    broken = [each for each in result.files if each.fate is Fate.BREAKS]
    assert sorted(each.migrated for each in broken) == [0, 3]


def test_producers_are_told(result):
    assert {name: dict(tally) for name, tally in result.producers().items()} == {
        "Bernay": {Fate.STAYS: 1, Fate.BECOMES: 1, Fate.REMAINS: 1},
        "Brionne": {Fate.BREAKS: 2},
    }


def test_the_command(folder):
    older, newer = folder / "schema-1.0.0.json", folder / "schema-2.0.0.json"
    done = run_text("schema", "impact", older, newer, folder / "sources.csv")
    assert done.returncode == 1
    assert "| Brionne | 0 | 0 | 2 | 0 | 0 |" in done.stdout
    assert "| `cell.off-list` | `genre` | 1 | 2 |" in done.stdout
    done = run_text("schema", "impact", older, newer, folder / "sources.csv",
                    "--max-broken", "40%", "-o", folder / "effet.json")  # fmt: skip
    assert done.returncode == 0
    told = json.loads((folder / "effet.json").read_text())
    assert told["counts"]["breaks"] == 2
    assert told["columns"]["renamed"] == {"places": "capacite"}
    assert run_text("schema", "impact", older, newer, folder / "sources.csv",
                    "--max-broken", "x").returncode == 2  # fmt: skip
    assert run_text("schema", "impact", older, newer).returncode == 2


def test_a_file_that_cannot_be_read_stops_nothing(folder, tmp_path):
    (tmp_path / "a.csv").write_text(FILES["reste.csv"])
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    result = impact(OLDER, NEWER, [tmp_path])
    assert sorted(each.fate for each in result.files) == [Fate.STAYS, Fate.UNREAD]
    assert result.read == 1


def test_a_run_that_read_nothing_does_not_pass(folder, tmp_path):
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    older, newer = folder / "schema-1.0.0.json", folder / "schema-2.0.0.json"
    assert run_text("schema", "impact", older, newer, tmp_path).returncode == 3


@pytest.mark.slow
def test_processes_give_what_one_does(folder, result, monkeypatch):
    monkeypatch.setattr(_impact, "_WORTH_A_PROCESS", 1)
    assert impact(OLDER, NEWER, [folder / "sources.csv"], workers=2) == result


def test_files_of_a_portal_are_judged(folder, portal, tmp_path):  # noqa: F811
    for name in ("reste.csv", "casse.csv"):
        url = portal.put(name, FILES[name])
        portal.datasets.append({
            "id": name, "title": name, "slug": name, "license": "lov2",
            "organization": {"name": "Bernay"},
            "resources": [{
                "id": f"r-{name}", "title": name, "url": url, "format": "csv",
                "schema": {"name": "test/salles"},
            }],
        })  # fmt: skip
    older = tmp_path / "ancien.json"
    older.write_text(json.dumps({**OLDER, "name": "test/salles"}))
    newer, output = folder / "schema-2.0.0.json", tmp_path / "effet.json"
    done = run_text("schema", "impact", older, newer, "--datagouv-url", portal.url, "-o", output)
    told = json.loads(output.read_text())
    assert (done.returncode, told["counts"]["breaks"], told["counts"]["stays-valid"]) == (1, 1, 1)
    assert {each["producer"] for each in told["files"]} == {"Bernay"}
