"""Reference data: what ships is whole, and can be renewed from the package it is made of."""

import json
import subprocess
import sys
import tarfile
import zipfile

import pytest

import tamis
from tamis import app, reference


@pytest.fixture
def package(root):
    return root / "fixtures" / "reference" / "package"


@pytest.fixture
def own_place(tmp_path, monkeypatch):
    """Keep the user's own data in a folder of the test."""
    monkeypatch.setenv("TAMIS_DATA", str(tmp_path / "data"))
    reference.clear_caches()
    yield tmp_path / "data"
    reference.clear_caches()


def test_what_ships_is_the_geographic_code(own_place):
    facts = reference.info()
    assert facts.shipped
    assert facts.year == 2026
    assert facts.rows["communes"] == 37_590
    assert reference.communes().height == 34_969
    assert reference.communes(reference.ARRONDISSEMENT).height == 45
    assert {"35238", "2A004", "97502", "98818"} <= reference.codes("communes", reference.ACTUELLE)
    assert "75113" in reference.codes("communes", reference.ARRONDISSEMENT)
    assert reference.successors()["01003"] == ("01165",)
    assert reference.communes_by_postal_code()["35000"] == ("35238",)
    assert not reference.codes("anciens_codes") & reference.codes("communes", reference.ACTUELLE)


def test_every_code_leads_somewhere(own_place):
    current = reference.codes("communes", reference.ACTUELLE)
    every = reference.codes("communes")
    parents = set(reference.table("communes")["parent"].drop_nulls())
    assert parents <= current
    for name in ("codes_postaux", "anciens_codes"):
        assert set(reference.table(name)["code_commune"]) <= every
    groups = reference.communes()["epci"].drop_nulls()
    assert set(groups) <= reference.codes("epci")
    assert set(reference.communes()["region"]) <= reference.codes("regions")
    assert set(reference.communes()["departement"]) <= reference.codes("departements")


def test_the_file_is_a_data_package(own_place, tmp_path):
    from frictionless import Package

    with zipfile.ZipFile(reference.info().path) as archive:
        for name in archive.namelist():
            archive.extract(name, tmp_path / "cog")
    described = json.loads((tmp_path / "cog" / "datapackage.json").read_text(encoding="utf-8"))
    package = Package.from_descriptor(described, basepath=str(tmp_path / "cog"))
    for resource in package.resources:
        rows = resource.read_rows(size=200)
        assert len(rows) == min(200, reference.info().rows[resource.name])
        assert all(row.valid for row in rows)


def test_a_folder_and_its_archive_give_the_same_bytes(package, tmp_path):
    archive = tmp_path / "package.tgz"
    with tarfile.open(archive, "w:gz") as out:
        out.add(package, arcname="package")
    one = app.renew_reference(package, tmp_path / "one.zip")
    other = app.renew_reference(archive, tmp_path / "other.zip")
    assert one.read_bytes() == other.read_bytes()


def test_renewed_data_are_used_until_they_are_deleted(package, own_place):
    written = app.renew_reference(package)
    assert reference.info().year == 2025
    assert reference.info().path == written == own_place / "reference" / "cog.zip"
    assert reference.communes()["code"].to_list()[:2] == ["01004", "01015"]
    written.unlink()
    reference.clear_caches()
    assert reference.info().shipped


def test_another_package_is_refused(own_place, tmp_path, write):
    (tmp_path / "package").mkdir()
    for source in (tmp_path / "package", write("a.csv", "x\n1\n")):
        with pytest.raises(tamis.SourceError, match="decoupage-administratif"):
            app.renew_reference(source)
    assert not reference.user_file().exists()


def test_damaged_data_are_told(own_place):
    reference.user_file().parent.mkdir(parents=True)
    reference.user_file().write_bytes(b"nothing of the kind")
    with pytest.raises(tamis.SourceError, match="ne peuvent pas être lues"):
        reference.info()


def test_commands(package, own_place, tmp_path):
    def tamis_(*args):
        call = [sys.executable, "-c", "from tamis.cli.main import main; main()", *args]
        return subprocess.run(call, capture_output=True, text=True, check=True).stdout

    assert "2026" in tamis_("ref", "status")
    tamis_("ref", "update", "--from", str(package))
    told = json.loads(tamis_("ref", "status", "--format", "json"))
    assert (told["year"], told["shipped"]) == (2025, False)
