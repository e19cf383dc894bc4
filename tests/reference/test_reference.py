"""Reference data: what ships is whole, and can be renewed from the package it is made of."""

import http.server
import json
import subprocess
import sys
import tarfile
import threading
import zipfile
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from tests.command import run

import tamis
from tamis import app, reference
from tamis.checks import places


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


@pytest.fixture
def api_geo(monkeypatch):
    """Answer as API Géo does, for three communes; remember what was asked."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            body = json.dumps(self.server.communes).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.communes = [], [
        commune("27116", (0.7167, 49.1956), (0.68, 49.17, 0.76, 49.23)),
        commune("13004", (4.6642, 43.5467), (4.42, 43.32, 4.88, 43.76)),
        {"code": "75056", "nom": "Paris", "centre": None},
    ]  # fmt: skip
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def commune(code, centre, box):
    west, south, east, north = box
    ring = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    return {
        "code": code,
        "centre": {"type": "Point", "coordinates": centre},
        "bbox": {"type": "Polygon", "coordinates": [ring]},
    }


def test_centres_of_all_communes_are_asked_of_api_geo(api_geo, own_place):
    shipped = reference.centres().height
    base = f"http://127.0.0.1:{api_geo.server_port}"
    run("ref", "update", "--centres", "--base", base)
    (path,) = api_geo.asked
    assert path.startswith("/communes?")
    assert {"centre", "bbox"} <= set(parse_qs(urlsplit(path).query)["fields"][0].split(","))
    brionne = reference.centres().row(by_predicate=pl.col("code") == "27116", named=True)
    assert brionne == {
        "code": "27116", "lon": 0.7167, "lat": 49.1956,
        "west": 0.68, "south": 49.17, "east": 0.76, "north": 49.23,
    }  # fmt: skip
    assert reference.centres().height in range(shipped, shipped + 3)
    assert "API Géo" in reference.centres_source()
    # A commune is reached within its corner and 10 km; where its extent is not known, within 30.
    reaches = dict(reference.centres().select("code", reach=places.reach()).iter_rows())
    assert reaches["27116"] == pytest.approx(14.9, abs=0.5)
    assert reaches["13004"] > 30
    assert reaches["35238"] == 30


def test_centres_are_of_an_answer_of_api_geo_alone(api_geo, own_place, write):
    api_geo.communes = {"message": "quota"}
    with pytest.raises(tamis.SourceError, match="pas une liste de communes"):
        app.renew_centres(base=f"http://127.0.0.1:{api_geo.server_port}")
    assert not reference.user_centres().exists()
    kept = write("kept.json", json.dumps([commune("27116", (0.7, 49.2), (0.6, 49.1, 0.8, 49.3))]))
    assert app.renew_centres(kept) == reference.user_centres()
    reference.user_centres().write_bytes(b"nothing of the kind")
    reference.clear_caches()
    with pytest.raises(tamis.SourceError, match="centres des communes"):
        reference.centres()


def test_commands(package, own_place, tmp_path):
    def tamis_(*args):
        call = [sys.executable, "-c", "from tamis.cli.main import main; main()", *args]
        return subprocess.run(call, capture_output=True, text=True, check=True).stdout

    assert "2026" in tamis_("ref", "status")
    tamis_("ref", "update", "--from", str(package))
    told = json.loads(tamis_("ref", "status", "--format", "json"))
    assert (told["year"], told["shipped"]) == (2025, False)
