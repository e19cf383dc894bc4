"""A release on a portal: what is planned is what is done, and nothing else."""

import hashlib
import json

import pytest


def test_a_release_is_published_read_back_and_left_alone_the_second_time(publish, release):
    done = publish(release)
    assert done.returncode == 0, done.stderr
    there = publish.resources()
    assert {"data.csv", "data.parquet", "data.geojson", "rejects.csv", "report.json"} <= set(there)
    assert "report.html" not in there
    for name, resource in there.items():
        content = (release / name).read_bytes()
        sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        assert resource["checksum"]["value"] == sha1
    data = there["data.csv"]
    assert data["title"] == "Bornes de recharge de six territoires (CSV)"
    assert data["schema"] == {"name": "etalab/schema-irve-statique", "version": "2.3.1"}
    assert data["extras"]["validation-report:valid_resource"] is True
    assert data["extras"]["validation-report:validation_date"] == "2026-11-30"
    assert there["rejects.csv"]["schema"] is None
    names = [r["extras"]["tamis:file"] for r in publish.dataset["resources"]]
    assert names[:3] == ["data.csv", "data.parquet", "data.geojson"]
    publish.portal.asked.clear()
    again = publish(release)
    assert (again.returncode, publish.portal.writes()) == (0, [])
    assert "Rien à faire" in again.stdout


def test_a_dry_run_tells_all_and_sends_nothing(publish, release):
    done = publish(release, "--dry-run", yes=False, key="")
    assert done.returncode == 0, done.stderr
    assert publish.portal.writes() == []
    assert "créer" in done.stdout
    assert "etalab/schema-irve-statique 2.3.1" in done.stdout
    assert "report.html : le portail refuse les pages HTML" in done.stdout
    assert not (release.parent / ".sortie.publish.json").exists()
    plan = publish.plan(release)
    assert {file["action"] for file in plan["files"]} == {"create"}
    assert plan["files"][0]["format"] == "csv"


def test_what_is_done_is_what_the_plan_said(publish, release):
    publish(release, "--only", "data.csv", "--only", "rejects.csv")
    (release.parent / ".sortie.publish.json").unlink()
    publish.resources()["rejects.csv"]["title"] = "Autre"
    plan = publish.plan(release, "--only", "data.csv", "--only", "rejects.csv")
    assert [file["action"] for file in plan["files"]] == ["keep", "describe"]
    (change,) = plan["files"][1]["changes"]
    assert (change["name"], change["before"]) == ("title", "Autre")
    publish.portal.asked.clear()
    publish(release, "--only", "data.csv", "--only", "rejects.csv")
    (write,) = publish.portal.writes()
    assert write[0] == "PUT"
    assert publish.resources()["rejects.csv"]["title"] == "Lignes rejetées (CSV)"


def test_nobody_is_asked_where_there_is_no_terminal(publish, release):
    done = publish(release, yes=False)
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert publish.portal.asked == []


def test_what_others_put_there_stays_as_it_is(publish, release):
    theirs = {
        "id": "11111111-1111-1111-1111-111111111111", "title": "data.csv", "description": "",
        "type": "main", "filetype": "remote", "url": "https://exemple.fr/x/data.csv",
        "extras": {"check:date": "hier"}, "checksum": None, "schema": None,
    }  # fmt: skip
    publish.dataset["resources"].append(dict(theirs))
    done = publish(release, "--only", "data.csv")
    assert "Un autre « data.csv » est déjà là" in done.stdout
    assert publish.dataset["resources"][-1] == theirs
    assert len(publish.dataset["resources"]) == 2
    refused = publish(release, "--only", "data.csv", "--resource", f"data.csv={theirs['id']}")
    assert refused.returncode == 4


def test_a_file_that_somebody_else_put_there_is_told_before_it_is_lost(publish, release):
    publish(release, "--only", "data.csv")
    publish.resources()["data.csv"]["checksum"] = {"type": "sha1", "value": "a" * 40}
    done = publish(release, "--only", "data.csv", "--dry-run", yes=False)
    assert "remplacé par quelqu'un d'autre" in done.stdout
    assert publish.plan(release, "--only", "data.csv")["files"][0]["overwrites"]


def test_extras_of_others_stay_on_our_resources(publish, release):
    publish(release, "--only", "data.csv")
    data = publish.resources()["data.csv"]
    data["extras"]["check:status"] = 200
    data["title"] = "x"
    publish(release, "--only", "data.csv")
    assert publish.resources()["data.csv"]["extras"]["check:status"] == 200


def test_a_file_that_left_the_release_is_told_and_stays(publish, release):
    publish(release, "--only", "data.csv", "--only", "conflicts.csv")
    package = json.loads((release / "datapackage.json").read_text())
    kept = [r for r in package["resources"] if r["path"] != "conflicts.csv"]
    package["resources"] = kept
    (release / "datapackage.json").write_text(json.dumps(package))
    (release / "conflicts.csv").unlink()
    done = publish(release, "--only", "data.csv")
    assert done.returncode == 0, done.stderr
    assert "n'est plus publié" in done.stdout
    assert "conflicts.csv" in publish.resources()


def test_the_dataset_is_created_once_from_the_manifest(publish, release):
    done = publish(release, "--create", "--only", "data.csv", dataset="")
    assert done.returncode == 0, done.stderr
    created = next(d for d in publish.portal.datasets.values() if d is not publish.dataset)
    assert created["title"] == "Bornes de recharge de six territoires"
    assert (created["license"], created["frequency"]) == ("odc-odbl", "daily")
    assert created["organization"] == "534fff"
    assert created["spatial"] == {"zones": ["country:fr"]}
    again = publish(release, "--create", "--only", "data.csv", dataset="")
    assert "Rien à faire" in again.stdout
    (release.parent / ".sortie.publish.json").unlink()
    elsewhere = publish(release, "--create", "--only", "data.csv", dataset="")
    assert elsewhere.returncode == 4
    assert created["id"] in elsewhere.stderr
    assert len(publish.portal.datasets) == 2


def test_a_page_and_a_slug_name_the_dataset(publish, release):
    for name in ("bornes", publish.dataset["page"]):
        assert publish.plan(release, dataset=name)["dataset"]["id"] == publish.dataset["id"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--resource", "data.csv"), 2, "NOM=ID"),
        (("--resource", "data.csv=non"), 2, "n'a pas de ressource"),
        (("--only", "dta.csv"), 2, "data.csv"),
        (("--demo",), 2, "deux portails"),
        (("-s", "etalab/schema-irve-statique"), 2, "a son schéma"),
        (("--to", "ckan"), 2, "datagouv"),
    ],
    ids=["no-id", "no-resource", "no-file", "two-portals", "schema", "ckan"],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    publish, release, words, code, says
):
    done = publish(release, *words)
    assert (done.returncode, publish.portal.writes()) == (code, [])
    assert says in done.stderr


def test_no_dataset_is_named(publish, release):
    done = publish(release, dataset="")
    assert done.returncode == 2
    assert "--create" in done.stderr


def test_the_key_goes_to_nobody_unprotected(publish, release):
    from tests.command import run_text

    done = run_text("publish", release, "--datagouv-url", "http://exemple.fr", "--dataset", "x",
                    "--yes", DATAGOUV_API_KEY="secret")  # fmt: skip
    assert done.returncode == 2
    assert "https" in done.stderr


def test_no_key_is_told_and_a_wrong_one_is_never_shown(publish, release):
    assert publish(release, key="").returncode == 2
    done = publish(release, key="tres-secrete")
    assert done.returncode == 3
    assert "clé" in done.stderr
    assert "tres-secrete" not in done.stdout + done.stderr
    state = release.parent / ".sortie.publish.json"
    assert "tres-secrete" not in state.read_text()


def test_what_the_portal_says_that_it_does_not_take_is_left_out_and_told(publish, release):
    publish.portal.endings = ["csv", "json", "parquet"]
    publish.portal.tells_schemas = True
    publish.portal.schemas = {"etalab/schema-irve-statique": {"2.3.0"}}
    plan = publish.plan(release)
    names = {file["name"] for file in plan["files"]}
    assert {"CHANGES.md", "data.geojson", "dcat.jsonld"} & names == set()
    assert {"CHANGES.md", "data.geojson"} <= {entry["name"] for entry in plan["left_out"]}
    assert all(file["schema"] is None for file in plan["files"])
    assert "schema-irve-statique 2.3.1" in plan["remarks"][0]
    publish.portal.endings = ["pdf"]
    assert publish(release).returncode == 4


def test_the_tables_of_a_package_are_published_under_names_of_their_own(publish, tmp_path):
    from tests.release.test_package_tables import PACKAGE, producer

    import tamis

    package = tmp_path / "package.json"
    package.write_text(json.dumps(PACKAGE))
    source = producer(tmp_path, "un", "a,A,\nb,B,\n", "a,1\nb,2\n")
    tamis.aggregate_package([source], package, tmp_path / "sortie")
    words = ("--only", "sites/data.csv", "--only", "mesures/data.csv")
    done = publish(tmp_path / "sortie", *words)
    assert done.returncode == 0, done.stderr
    there = publish.resources()
    assert set(there) == {"sites/data.csv", "mesures/data.csv"}
    assert there["sites/data.csv"]["title"].endswith("(CSV) – sites")
    assert there["sites/data.csv"]["url"].endswith("/sites-data.csv")
    assert "Rien à faire" in publish(tmp_path / "sortie", *words).stdout
    edit = tmp_path / "sortie" / "sites" / "report.json"
    edit.write_text(edit.read_text().replace('"out": 2', '"out": 3'))
    assert publish(tmp_path / "sortie", *words).returncode == 4
