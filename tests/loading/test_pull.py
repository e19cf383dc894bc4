"""A catalogue comes to this machine whole, once, from a folder or a site, and survives cuts."""

import functools
import http.server
import json
import threading
from collections import Counter
from typing import ClassVar

import pytest
from tests.command import run_text

import tamis
from tamis.loading import catalogue, columns, pull, pull_ledger, schemas, store
from tamis.model.errors import SchemaError

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
    close = pull_ledger.Ledger.close
    monkeypatch.setattr(pull_ledger.Ledger, "close", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        pull.pull(address)
    assert store.stamp() == 0
    monkeypatch.setattr(pull_ledger.Ledger, "close", close)
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


def referring(root, base, *, enum):
    """Lay out a catalogue whose schemas refer to what stands elsewhere."""
    contract = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                "properties": {"a": {"$ref": f"{base}/types.json"}}}  # fmt: skip
    table = {"fields": [{"name": "x", "constraints": {"enum": enum}}, {"name": "y"}]}
    listed = []
    for slug, kind, content in (("c", "jsonschema", contract), ("t", "tableschema", table)):
        path = root / "cat" / f"schemas/v/{slug}/1.0.0/schema.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content))
        address = f"{SITE}/schemas/v/{slug}/1.0.0/schema.json"
        listed.append({"name": f"v/{slug}", "title": slug, "description": "", "schema_type": kind,
                       "versions": [{"version_name": "1.0.0", "schema_url": address}],
                       "examples": [], "labels": [], "schema_url": address})  # fmt: skip
    (root / "cat" / "schemas.json").write_text(json.dumps({"version": 1, "schemas": listed}))
    return root / "cat"


def test_what_schemas_refer_to_comes_from_hosts_that_are_named(empty_store, tmp_path, site):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    address, _ = site(folder)
    (folder / "types.json").write_text(json.dumps({"$ref": "more.json"}))
    (folder / "more.json").write_text(json.dumps({"type": "integer"}))
    (folder / "mots.csv").write_text("mot,sens\noui,1\nnon,0\n")
    source = referring(tmp_path, address, enum=f"{address}/mots.csv")
    refused = pull.pull(str(source))
    assert (refused.brought, refused.refused) == (
        0, (f"{address}/mots.csv", f"{address}/types.json"),
    )  # fmt: skip
    with pytest.raises(SchemaError, match="allow-host"):
        schemas.load("v/t")
    done = pull.pull(str(source), hosts=["127.0.0.1"])
    assert (done.brought, done.refused, done.failed) == (3, (), ())
    assert schemas.tabular("v/t").fields[0].constraints.enum == ("oui", "non")
    (tmp_path / "d.json").write_text('{"a": "x"}')
    report = tamis.validate(tmp_path / "d.json", "v/c")
    assert set(report.counts) == {"api.wrong-type"}


def test_a_file_stands_for_an_address(empty_store, tmp_path):
    (tmp_path / "types.json").write_text('{"type": "integer"}')
    (tmp_path / "mots.json").write_text('["oui"]')
    base = "https://elsewhere.example"
    source = referring(tmp_path, base, enum=f"{base}/mots.json")
    done = pull.pull(
        str(source),
        refs={f"{base}/types.json": tmp_path / "types.json",
              f"{base}/mots.json": tmp_path / "mots.json"},
    )  # fmt: skip
    assert (done.brought, done.refused) == (2, ())
    assert schemas.tabular("v/t").fields[0].constraints.enum == ("oui",)


def test_the_command_says_which_hosts_to_name(empty_store, tmp_path):
    base = "https://elsewhere.example"
    source = referring(tmp_path, base, enum=["a"])
    shown = run_text("schema", "pull", "--from", source, "--lang", "fr")
    assert "--allow-host elsewhere.example" in shown.stdout
    assert run_text("schema", "pull", "--from", source, "--ref", "x").returncode == 2


def test_a_list_of_values_beside_a_schema(tmp_path):
    (tmp_path / "mots.csv").write_text("mot\noui\nnon\n")
    path = tmp_path / "schema.json"
    path.write_text(json.dumps({"fields": [{"name": "x", "constraints": {"enum": "mots.csv"}}]}))
    assert schemas.tabular(path).fields[0].constraints.enum == ("oui", "non")
    path.write_text(json.dumps({"fields": [{"name": "x", "constraints": {"enum": "../mots.csv"}}]}))
    with pytest.raises(SchemaError):
        schemas.tabular(path)


def test_short_names_and_standards_lead_to_what_ships(empty_store):
    assert schemas.tabular("irve").name == "etalab/schema-irve-statique"
    assert schemas.tabular("bal@1.4.0").name == "stock/bal"
    assert catalogue.standing_for("etalab/schema-bal") == "stock/bal"


def test_a_standard_in_words_says_where_its_schema_is(empty_store, shared):
    pull.pull(str(shared / "catalogue"))
    with pytest.raises(SchemaError) as told:
        schemas.tabular("etalab/schema-bal")
    assert "stock/bal" in str(told.value)
