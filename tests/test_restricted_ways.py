"""A restricted file stays restricted whatever way it is come by: archives, addresses, copies."""

import gzip
import http.server
import json
import subprocess
import sys
import threading
import zipfile
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import tamis
from tamis.app import ReadOptions
from tamis.cli.main import cli
from tamis.model.errors import RefusedError, RestrictedError, SourceError
from tamis.model.origin import Origin
from tamis.release.options import AggregateOptions, CollectOptions
from tamis.sources import remote_sidecar, sidecar
from tamis.sources.policy import FetchPolicy
from tamis.tables import unfinished

TABLE = "code,jour\nSECRET,18/03/1951\nb,\n"
SCHEMA = {
    "name": "essai",
    "fields": [
        {"name": "code", "constraints": {"pattern": "[0-9]+"}},
        {"name": "jour", "type": "date"},
    ],
}
MARK = json.dumps({"access": "restricted", "api": "api-particulier"})


def zipped(path, **members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return path


@pytest.fixture
def inside(tmp_path):
    """An archive with a restricted file and an open one."""
    return zipped(tmp_path / "k.zip", r_csv=TABLE, r_csv_tamis_json=MARK, o_csv=TABLE)


@pytest.fixture
def ways(tmp_path, inside):
    """Every way to a restricted file: its location and its member."""
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "r.csv.tamis.json").write_text(MARK)
    zipped(beside / "k.zip", donnees__r_csv=TABLE, o_csv=TABLE)
    (beside / "r.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    alone = zipped(tmp_path / "alone.zip", r_csv=TABLE, r_csv_tamis_json=MARK)
    outer = tmp_path / "outer.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(alone, "alone.zip")
    marked = zipped(tmp_path / "marked.zip", a_csv=TABLE)
    sidecar.write(marked, Origin(access="restricted"))
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("r.csv.gz", gzip.compress(TABLE.encode()))
        archive.writestr("r.csv.tamis.json", MARK)
    return {
        "inside": (inside, "r.csv"),
        "beside the archive": (beside / "k.zip", "donnees/r.csv"),
        "packed": (beside / "r.csv.gz", ""),
        "alone": (alone, ""),
        "in an archive in it": (outer, ""),
        "the archive itself": (marked, ""),
        "packed in it": (packed, "r.csv.gz"),
    }


NAMES = (
    "inside",
    "beside the archive",
    "packed",
    "alone",
    "in an archive in it",
    "the archive itself",
    "packed in it",
)


@pytest.mark.parametrize("name", NAMES)
def test_each_way_to_a_restricted_file_is_guarded(ways, tmp_path, name):
    file, member = ways[name]
    reading = ReadOptions(member=member)
    report = tamis.validate(file, SCHEMA, reading=reading, keep=True)
    assert report.source.restricted
    assert report.kept is None
    assert "SECRET" not in repr([(one.value, one.note) for one in report.findings])
    made = tmp_path / "propre.csv"
    tamis.normalize(file, SCHEMA, made, journal=tmp_path / "suivi.csv", reading=reading)
    for output in (made, tmp_path / "suivi.csv"):
        assert sidecar.is_restricted(output)
        assert output.stat().st_mode & 0o777 == 0o600
    manifest = tmp_path / "sources.toml"
    entry = f'[[sources]]\nid = "a"\npath = "{file}"\nmember = "{member}"\n'
    manifest.write_text(entry if member else entry.replace(f'member = "{member}"\n', ""))
    with pytest.raises(RestrictedError, match="est restreint"):
        tamis.aggregate([manifest], SCHEMA, tmp_path / "sortie")
    assert not (tmp_path / "sortie").exists()


def test_another_member_of_the_archive_stays_open(inside):
    report = tamis.validate(inside, SCHEMA, reading=ReadOptions(member="o.csv"))
    assert not report.source.restricted
    assert any(one.value == "SECRET" for one in report.findings)


def test_a_mark_in_an_archive_that_is_not_clear_is_not_guessed(tmp_path):
    file = zipped(tmp_path / "k.zip", r_csv=TABLE, r_csv_tamis_json='{"access": "open "}')
    with pytest.raises(SourceError, match="dit d'où vient un fichier"):
        tamis.validate(file, SCHEMA)


def test_nothing_of_it_is_sent(inside, tmp_path):
    words = ["--member", "r.csv", "--with", "siret", "--column", "siret=code"]
    done = CliRunner().invoke(cli, ["enrich", str(inside), *words, "-o", str(tmp_path / "x.csv")])
    assert isinstance(done.exception, RefusedError)
    assert "est restreint" in str(done.exception)


@pytest.mark.usefixtures("short_pauses")
def test_a_file_that_looks_like_persons_is_sent_on_demand_alone(write, tmp_path):
    file = write("foyers.csv", "numero_fiscal,adresse\n123,1 rue de la Paix\n")
    words = ["enrich", str(file), "--with", "adresse", "-o", str(tmp_path / "x.csv")]
    asked = [*words, "--base", "http://127.0.0.1:9"]
    refused = CliRunner().invoke(cli, asked)
    assert isinstance(refused.exception, RefusedError)
    assert "file.likely-restricted" in str(refused.exception)
    sent = CliRunner().invoke(cli, [*asked, "--allow-personal"])
    assert isinstance(sent.exception, SourceError)  # nobody is there to be asked


def test_standard_input_from_a_file_is_that_file(write, tmp_path):
    file = write("r.csv", TABLE)
    write("r.csv.tamis.json", MARK)
    schema = write("schema.json", json.dumps(SCHEMA))
    words = [sys.executable, "-m", "tamis", "validate", "-", "-s", str(schema)]
    with file.open("rb") as stream:
        done = subprocess.run(words, stdin=stream, capture_output=True, check=False)
    assert b"SECRET" not in done.stdout
    assert "données restreintes" in done.stdout.decode()


# --- addresses


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append(self.path)
        body = self.server.served.get(self.path.partition("?")[0])
        self.send_response(200 if body is not None else self.server.absent)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.served, server.absent = [], {"/r.csv": TABLE.encode()}, 404
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    yield SimpleNamespace(url=url, server=server, served=server.served, seen=server.seen)
    server.shutdown()
    server.server_close()


def kept_in(cache):
    return AggregateOptions(collect=CollectOptions(cache=cache, jobs=1))


def test_what_stands_beside_an_address_is_heeded(web, tmp_path):
    web.served["/r.csv.tamis.json"] = MARK.encode()
    address = f"{web.url}/r.csv?token=abc"
    report = tamis.validate(address, SCHEMA)
    assert report.source.restricted
    with pytest.raises(RestrictedError):
        tamis.aggregate([address], SCHEMA, tmp_path / "sortie", options=kept_in(tmp_path / "cache"))
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert not [path for path in kept if b"SECRET" in path.read_bytes()]


def test_a_copy_that_was_had_before_goes_when_the_file_is_marked(web, tmp_path):
    cache = tmp_path / "cache"
    options = kept_in(cache)
    tamis.aggregate([f"{web.url}/r.csv"], SCHEMA, tmp_path / "sortie", options=options)
    assert list(cache.glob("fetched/*/r.csv"))
    web.served["/r.csv.tamis.json"] = MARK.encode()
    with pytest.raises(RestrictedError):
        tamis.aggregate([f"{web.url}/r.csv"], SCHEMA, tmp_path / "sortie", options=options)
    assert not list(cache.glob("fetched/*/r.csv"))


@pytest.mark.parametrize("absent", [404, 403, 500])
@pytest.mark.parametrize("body", [None, b"<html>404", b'{"error": "none"}', b"[]", b"[" * 9000])
def test_a_host_without_marks_says_so_in_its_own_way(web, absent, body):
    web.server.absent = absent
    if body is not None:
        web.served["/r.csv.tamis.json"] = body
    assert remote_sidecar.read(FetchPolicy(), f"{web.url}/r.csv") is None
    assert len(web.seen) == 1


def test_a_mark_behind_an_address_that_is_not_clear_is_not_guessed(web):
    web.served["/r.csv.tamis.json"] = b'{"access": "Restricted"}'
    with pytest.raises(SourceError):
        tamis.validate(f"{web.url}/r.csv", SCHEMA)


# --- copies


def test_what_a_journal_gives_back_is_guarded_alike(write, tmp_path):
    file = write("r.csv", TABLE)
    write("r.csv.tamis.json", MARK)
    made, journal = tmp_path / "propre.csv", tmp_path / "suivi.csv"
    tamis.normalize(file, SCHEMA, made, journal=journal)
    words = ["journal", "replay", str(made), "--journal", str(journal)]
    shown = CliRunner().invoke(cli, words)
    assert isinstance(shown.exception, RefusedError)
    assert "SECRET" not in shown.output
    before = tmp_path / "avant.csv"
    assert CliRunner().invoke(cli, [*words, "-o", str(before)]).exit_code == 0
    assert b"18/03/1951" in before.read_bytes()
    assert sidecar.is_restricted(before)
    assert before.stat().st_mode & 0o777 == 0o600


KILLED = """
import os, signal, sys
from pathlib import Path
from tamis.model.origin import Origin
from tamis.sources.copying import temporary_folder
from tamis.writers.swap import beside
with beside(Path(sys.argv[1]), origin=Origin(access="restricted")) as part:
    part.write_text("SECRET")
    with temporary_folder() as folder:
        (folder / "SECRET").write_text("SECRET")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_leaves_goes_with_the_next_one(tmp_path, monkeypatch):
    for name in ("TMPDIR", "XDG_STATE_HOME"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr("tempfile.tempdir", None)
    words = [sys.executable, "-c", KILLED, str(tmp_path / "r.csv")]
    assert subprocess.run(words, check=False).returncode == -9
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(b"SECRET" in path.read_bytes() for path in left) == 2
    with unfinished.temporary_folder("live") as live:
        unfinished.tidy()
        assert live.is_dir()
        left = [path for path in tmp_path.rglob("*") if path.is_file() and "unfin" not in str(path)]
        assert left == []


def test_a_note_of_another_path_deletes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    kept = tmp_path / "kept.csv"
    kept.write_text("x")
    notes = tmp_path / "tamis" / "unfinished"
    notes.mkdir(parents=True)
    (notes / "a").write_text(str(kept))
    (notes / "b").write_text("r.part")
    unfinished.tidy()
    assert kept.read_text() == "x"
    assert list(notes.iterdir()) == []
