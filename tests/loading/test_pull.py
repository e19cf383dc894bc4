"""A catalogue comes to this machine whole, once, from a folder or a site, and survives cuts."""

import functools
import http.server
import json
import threading
from collections import Counter
from typing import ClassVar

import pytest

import tamis
from tamis.loading import catalogue, columns, pull, schemas, store

TABLE = {"name": "a", "version": "v0.9.0", "fields": [{"name": "x"}, {"name": "y"}]}
SITE = "https://schema.example.org"


def small(root, versions=("1.0.0", "1.10.0", "1.9.0")):
    """Lay a site out in a folder; return the folder."""
    listed = []
    for version in versions:
        path = f"schemas/ville/arbres/{version}/schema.json"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(json.dumps({**TABLE, "title": version}))
        address = f"{SITE}/{path}"
        listed.append({"version_name": version, "schema_url": address})
    entry = {"name": "ville/arbres", "title": "Arbres", "description": "Arbres d'alignement",
             "schema_type": "tableschema", "versions": listed, "examples": [], "labels": [],
             "schema_url": f"{SITE}/schemas/ville/arbres/latest/schema.json"}  # fmt: skip
    (root / "schemas.json").write_text(json.dumps({"version": 1, "schemas": [entry]}))
    return root


class Handler(http.server.SimpleHTTPRequestHandler):
    """A site that counts what it is asked, knows etags, and may be told to fail or send away."""

    asked: ClassVar[Counter] = Counter()
    failing: ClassVar[set] = set()
    away = ""

    def log_message(self, *args):
        pass

    def send_head(self):
        if self.path in self.failing:
            self.asked["failed"] += 1
            return self.send_error(503)
        if self.away:
            self.send_response(302)
            self.send_header("Location", self.away)
            self.end_headers()
            return None
        mark = f'"{hash(self.path)}"'
        if self.headers.get("If-None-Match") == mark:
            self.asked["304"] += 1
            self.send_response(304)
            self.end_headers()
            return None
        self.asked["200"] += 1
        self.mark = mark
        return super().send_head()

    def end_headers(self):
        if getattr(self, "mark", ""):
            self.send_header("ETag", self.mark)
            self.mark = ""
        super().end_headers()


@pytest.fixture
def site():
    """Serve a folder; return its address and the class that counts."""
    servers = []

    def serve(folder):
        kind = type("Counted", (Handler,), {"asked": Counter(), "failing": set()})
        handler = functools.partial(kind, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}", kind

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_folder_is_pulled_and_loaded_by_name(empty_store, tmp_path):
    found = pull.pull(str(small(tmp_path / "site")))
    assert (found.schemas, found.versions, found.fetched, found.failed) == (1, 3, 3, ())
    schema = tamis.load_schema("ville/arbres")
    assert (schema.version, schema.title) == ("1.10.0", "1.10.0")
    assert tamis.load_schema("arbres@1.9.0").title == "1.9.0"
    address = "https://schema.example.org/schemas/ville/arbres/1.0.0/schema.json"
    assert tamis.load_schema(address).version == "1.0.0"
    assert tamis.load_schema("scdl/prenoms").name == "scdl/prenoms"


def test_what_ships_keeps_what_it_knows_of_releases(empty_store, tmp_path, shared):
    root = small(tmp_path / "site")
    raw = json.loads((root / "schemas.json").read_text())
    raw["schemas"][0]["name"] = "scdl/prenoms"
    (root / "schemas.json").write_text(json.dumps(raw))
    ours = tamis.load_schema("scdl/prenoms")
    pull.pull(str(root))
    assert catalogue.entries()["scdl/prenoms"].latest == "1.10.0"
    assert tamis.load_schema("scdl/prenoms@1.1.6").fields == ours.fields


def test_a_site_is_asked_once_and_no_other_host(empty_store, tmp_path, site):
    address, kind = site(small(tmp_path / "site"))
    assert pull.pull(address).fetched == 3
    assert kind.asked == {"200": 4}
    again = pull.pull(f"{address}/schemas.json")
    assert (again.fetched, again.same) == (0, 3)
    assert kind.asked["304"] == 3


def test_a_file_that_fails_is_told_and_the_others_are_there(empty_store, tmp_path, site):
    address, kind = site(small(tmp_path / "site"))
    kind.failing.add("/schemas/ville/arbres/1.9.0/schema.json")
    found = pull.pull(address)
    assert found.fetched == 2
    assert "503" in str(found.failed[0][1])
    assert list(catalogue.entries()["ville/arbres"].versions) == ["1.0.0", "1.10.0"]
    kind.failing.clear()
    assert pull.pull(address).fetched == 1
    assert len(catalogue.entries()["ville/arbres"].versions) == 3


def test_a_pull_that_was_cut_goes_on_where_it_stopped(empty_store, tmp_path, site, monkeypatch):
    address, kind = site(small(tmp_path / "site"))
    close = pull._Ledger.close
    monkeypatch.setattr(pull._Ledger, "close", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        pull.pull(address)
    assert store.stamp() == 0
    monkeypatch.setattr(pull._Ledger, "close", close)
    with (empty_store / "pulling.ndjson").open("a") as torn:
        torn.write('{"address": "htt')
    assert pull.pull(address).same == 3
    assert kind.asked["200"] == 5
    assert not (empty_store / "pulling.ndjson").exists()
    assert tamis.load_schema("ville/arbres").version == "1.10.0"


def test_objects_that_have_gone_are_told_then_taken_again(empty_store, tmp_path, site):
    address, _ = site(small(tmp_path / "site"))
    pull.pull(address)
    catalogue.entries()["ville/arbres"].versions["1.9.0"].unlink()
    with pytest.raises(tamis.SchemaError, match="disparu"):
        tamis.load_schema("ville/arbres@1.9.0")
    pull.pull(address)
    assert tamis.load_schema("ville/arbres@1.9.0").title == "1.9.0"


def test_a_site_that_sends_away_is_refused(empty_store, tmp_path, site):
    address, kind = site(small(tmp_path / "site"))
    kind.away = "http://example.org/schemas.json"
    with pytest.raises(tamis.RefusedError):
        pull.pull(address)


@pytest.mark.parametrize("content", ["[]", "{}", '{"schemas": [{"name": "a"}]}', "<html>"])
def test_what_is_no_catalogue_is_told(empty_store, tmp_path, content):
    (tmp_path / "schemas.json").write_text(content)
    with pytest.raises(tamis.SchemaError, match="catalogue"):
        pull.pull(str(tmp_path))


def test_a_path_that_climbs_is_refused(empty_store, tmp_path):
    root = small(tmp_path / "site")
    raw = json.loads((root / "schemas.json").read_text())
    raw["schemas"][0]["versions"][0]["schema_url"] = "https://e.org/schemas/../../secret.json"
    (root / "schemas.json").write_text(json.dumps(raw))
    found = pull.pull(str(root))
    assert len(found.failed) == 1
    assert found.fetched == 2


def test_columns_are_at_hand_without_descriptors(empty_store, tmp_path):
    pull.pull(str(small(tmp_path / "site")))
    known = {(one.schema, one.version): one for one in columns.tables()}
    assert known["ville/arbres", "1.10.0"].names == ("x", "y")
    assert ("etalab/schema-irve-statique", "2.3.1") in known
    (empty_store / "columns.json").write_text("{")
    assert {(one.schema, one.version) for one in columns.tables()} == set(known)


@pytest.mark.corpus
def test_the_whole_national_catalogue_over_http(empty_store, shared, site):
    address, kind = site(shared / "catalogue")
    found = pull.pull(address)
    assert (found.schemas, found.versions, found.fetched, found.failed) == (95, 294, 294, ())
    assert kind.asked["200"] == 295
    published = [one for one in columns.tables() if not one.schema.startswith("stock/")]
    assert len(published) == 167
    loaded = [
        schemas.from_entry(entry, version)
        for entry in catalogue.entries().values()
        for version in entry.versions
        if not entry.name.startswith("stock/")
    ]
    assert Counter(type(one).__name__ for one in loaded) == {
        "Schema": 167, "Package": 16, "Contract": 73, "OtherSchema": 38
    }  # fmt: skip
    for one in loaded:
        for resource in getattr(one, "resources", ()):
            assert resource.schema is not None, (one.name, resource.name)
