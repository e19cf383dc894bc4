"""The tables of a Data Package released together, their references kept whole."""

import json

import polars as pl
import pytest
from tests.command import run_text

import tamis
from tamis.release.options import AggregateOptions

SITES = {
    "name": "sites",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "pere", "type": "string"},
    ],
    "foreignKeys": [{"fields": "pere", "reference": {"resource": "", "fields": "id"}}],
}
MEASURES = {
    "name": "mesures",
    "fields": [
        {"name": "site", "type": "string"},
        {"name": "valeur", "type": "number", "constraints": {"required": True}},
    ],
    "foreignKeys": [{"fields": "site", "reference": {"resource": "sites", "fields": "id"}}],
}
PACKAGE = {
    "name": "comptages",
    "resources": [
        {"name": "mesures", "path": "mesures.csv", "schema": MEASURES},
        {"name": "sites", "path": "sites.csv", "schema": SITES},
    ],
}


def producer(folder, name, sites, measures, *, described=True):
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "sites.csv").write_text("id,nom,pere\n" + sites)
    (place / "mesures.csv").write_text("site,valeur\n" + measures)
    if described:
        (place / "datapackage.json").write_text(json.dumps(PACKAGE))
    return place


def table(path):
    return pl.read_csv(path, infer_schema=False)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "sortie"


@pytest.fixture
def sources(tmp_path):
    first = producer(tmp_path, "un", "a,A,\nb,,\nc,C,b\nd,D,c\n", "a,1\nb,2\nz,3\n,4\nd,5\n")
    second = producer(tmp_path, "deux", "e,E,a\na,A bis,\n", "e,6\na,7\n", described=False)
    return [first, second]


def test_a_row_that_refers_to_a_rejected_one_is_rejected(sources, out):
    release = tamis.aggregate_package(sources, PACKAGE, out)
    assert table(out / "sites" / "data.csv")["id"].to_list() == ["a", "e"]
    assert table(out / "mesures" / "data.csv")["valeur"].to_list() == ["1", "4", "6", "7"]
    rejects = table(out / "mesures" / "rejects.csv")
    assert set(rejects["_reasons"]) == {"table.broken-reference [site]"}
    said = dict(zip(rejects["valeur"], rejects["_explained"], strict=True))
    assert "« b » (site) n'existe pas dans « sites » (id)" in said["2"]
    assert said["2"].endswith("livrée, et rejetée.")
    assert not said["3"].endswith("rejetée.")
    assert all(entry.is_balanced for one in release.tables.values() for entry in one.account)
    assert (release.total.rows, release.total.out) == (13, 6)


def test_references_hold_in_the_release_for_the_next_tool(sources, out):
    from frictionless import validate

    tamis.aggregate_package(sources, PACKAGE, out)
    for place in (out, out / "sites", out / "mesures"):
        report = validate(str(place / "datapackage.json"))
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    resources = json.loads((out / "datapackage.json").read_text())["resources"]
    assert resources[0]["schema"]["foreignKeys"] == [
        {"fields": ["site"], "reference": {"resource": "sites", "fields": ["id"]}}
    ]
    reports = tamis.validate_package(out / "datapackage.json")
    assert all(report.valid for report in reports.values())


def test_a_table_of_a_bad_night_is_that_of_before(sources, out):
    tamis.aggregate_package(sources, PACKAGE, out)
    (sources[0] / "sites.csv").write_text("<!DOCTYPE html><p>Maintenance</p>")
    (sources[1] / "mesures.csv").unlink()
    release = tamis.aggregate_package(sources, PACKAGE, out)
    assert release.tables["sites"].kept == ("un",)
    assert release.tables["mesures"].kept == ("deux",)
    assert release.total.out == 6
    assert "## sites" in (out / "CHANGES.md").read_text()


def test_rows_whose_table_cannot_be_had_are_not_released_alone(sources, out):
    (sources[0] / "sites.csv").write_text("<!DOCTYPE html><p>Maintenance</p>")
    release = tamis.aggregate_package(sources, PACKAGE, out)
    # "a" is delivered by both: its measures still lead somewhere; "e" has its own parent
    assert table(out / "mesures" / "data.csv")["site"].to_list() == ["a", None, "e", "a"]
    assert [one.source.id for one in release.tables["sites"].unread] == ["un"]


def test_what_belongs_to_no_table_and_what_is_not_checked_is_told(tmp_path, out, write):
    write("mesures.csv", "site,valeur\na,1\n")
    write("autre.csv", "x;y\n1;2\n")
    write("p.json", json.dumps(PACKAGE))
    done = run_text(
        "aggregate", str(tmp_path / "mesures.csv"), str(tmp_path / "autre.csv"),
        "-s", str(tmp_path / "p.json"), "-o", str(out), "--no-cache",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "autre.csv" in done.stderr
    assert "Table sans source : sites" in done.stderr
    assert "mesures (site) → sites" in done.stderr
    assert "foreignKeys" not in (out / "datapackage.json").read_text()


def test_tables_that_refer_to_each_other_are_settled_together(tmp_path, out):
    def refer(to):
        key = {"fields": "autre", "reference": {"resource": to, "fields": "id"}}
        fields = [{"name": "id"}, {"name": "autre"}, {"name": to}]
        return {"fields": fields, "primaryKey": "id", "foreignKeys": [key]}

    package = {
        "name": "cycle",
        "resources": [
            {"name": "a", "path": "a.csv", "schema": refer("b")},
            {"name": "b", "path": "b.csv", "schema": refer("a")},
        ],
    }
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "a.csv").write_text("id,autre,b\n1,2,\n3,4,\n5,6,\n")
    (folder / "b.csv").write_text("id,autre,a\n2,1,\n4,3,\n6,9,\n")
    release = tamis.aggregate_package([folder], package, out)
    assert {name: one.total.out for name, one in release.tables.items()} == {"a": 2, "b": 2}


def test_a_key_that_no_table_has_is_refused(sources, out):
    with pytest.raises(tamis.UsageError):
        tamis.aggregate_package(sources, PACKAGE, out, options=AggregateOptions(key=("x",)))


def test_a_table_that_refers_to_itself_is_whole_by_itself(tmp_path, out):
    path = tmp_path / "sites.csv"
    path.write_text("id,nom,pere\na,A,\nb,B,z\nc,C,b\nd,D,a\n")
    release = tamis.aggregate([path], SITES, out)
    assert table(out / "data.csv")["id"].to_list() == ["a", "d"]
    assert release.total.rejected == 2


def test_commands_take_a_release_of_tables_or_say_why_not(sources, out):
    tamis.aggregate_package(sources, PACKAGE, out)
    assert run_text("release", "list", out).returncode == 0
    (sources[0] / "sites.csv").write_text("id,nom,pere\na,,\nb,,\nc,C,\nd,D,\n")
    tamis.aggregate_package(sources, PACKAGE, out)
    done = run_text("notify", out, "-o", out.parent / "courrier")
    assert done.returncode == 0
    assert (out.parent / "courrier" / "sites-un.txt").is_file(), done.stdout
    assert run_text("forget", "un", "--release", out).returncode == 4


def test_a_package_that_is_given_by_address_is_schema_and_source(portal, tmp_path, out):
    place = producer(tmp_path, "un", "a,A,\n", "a,1\nz,3\n")
    for name in ("datapackage.json", "sites.csv", "mesures.csv"):
        portal.put(name, (place / name).read_text())
    address = f"{portal.url}/datapackage.json"
    run = run_text("aggregate", address, "-s", address, "-o", out, "--no-cache")
    assert run.returncode == 0, run.stderr
    assert table(out / "sites" / "data.csv")["id"].to_list() == ["a"]
    assert table(out / "mesures" / "data.csv")["valeur"].to_list() == ["1"]
    assert table(out / "mesures" / "rejects.csv").height == 1
