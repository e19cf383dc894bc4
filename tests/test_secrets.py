"""User, password and tokens of an address stand in nothing that tamis writes or shows."""

import http.server
import json
import os
import threading
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import tamis
from tamis.cli.main import cli
from tamis.model.address import redact
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.render import form_names

USER, PASSWORD, TOKEN, SIGNATURE = "agent-dupont", "m0t-2-passe", "jeton-t0k3n", "s1gn4tur3"
SECRETS = (USER, PASSWORD, TOKEN, SIGNATURE)
QUERY = f"token={TOKEN}&X-Amz-Signature={SIGNATURE}&id=7"
CSV = b"code,nom\n1,a\nx,b\n"
SCHEMA = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}
SEARCH = {"results": [], "total_results": 0, "page": 1, "per_page": 10, "total_pages": 0}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        assert self.headers["Authorization"]  # the password is used, and not shown
        body = self.server.served.get(path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


@pytest.fixture
def guarded(monkeypatch, tmp_path):
    """A server that wants a password, and the folders where tamis keeps things."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("STORE", "CACHE", "DATA"):
        monkeypatch.setenv(f"TAMIS_{name}", str(tmp_path / name.lower()))
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.served = {"/a.csv": CSV, "/schema.json": json.dumps(SCHEMA).encode(),
                     "/search": json.dumps(SEARCH).encode()}  # fmt: skip
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://{USER}:{PASSWORD}@127.0.0.1:{server.server_address[1]}"
    yield SimpleNamespace(base=base, served=server.served, address=f"{base}/a.csv?{QUERY}")
    server.shutdown()
    server.server_close()


def run(*arguments):
    """Return what a command shows, its error among it."""
    result = CliRunner().invoke(cli, [str(one) for one in arguments])
    assert result.exception is None or isinstance(
        result.exception, SystemExit | tamis.TamisError
    ), result.exception
    return f"{result.output}{result.exception}{result.exception!r}"


def ensure_nothing(folder, *shown):
    """Look through all that was shown, and every file below a folder, archives too."""
    for secret in SECRETS:
        for text in shown:
            assert secret not in text
        for path in folder.rglob("*"):
            assert secret not in str(path)
            if path.is_file():
                assert secret.encode() not in content(path), path


def content(path):
    import zipfile

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    return path.read_bytes()


@pytest.mark.parametrize("form", form_names())
def test_reports_in_every_form(guarded, tmp_path, form):
    schema = f"{guarded.base}/schema.json?{QUERY}"
    out = tmp_path / f"report.{form}"
    shown = run("validate", guarded.address, "-s", schema, "-f", form, "-o", out)
    assert out.stat().st_size
    missing = guarded.address.replace("a.csv", "absent.csv")
    other = run("validate", missing, guarded.address, "-s", schema, "-f", form)
    assert other.strip()
    ensure_nothing(tmp_path, shown, other)


def test_what_commands_write(guarded, tmp_path):
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA))
    listing = tmp_path / "listing" / "sources.csv"
    listing.parent.mkdir()
    listing.write_text(
        f"path;id;producer;url\n{guarded.address};s1;Commune;{guarded.address}\n"
        f"{guarded.base}/absent.csv?{QUERY};s2;Autre;\n"
    )
    base, room = guarded.base, tmp_path / "made"
    room.mkdir()
    siret = room / "siret.csv"
    siret.write_text("siret\n21350238800019\n")
    guarded.served["/schemas.json"] = json.dumps({
        "schemas": [{
            "name": "a/b", "title": "B", "description": "", "schema_type": "tableschema",
            "versions": [{"version_name": "1.0", "schema_url": "https://x.example/schema.json"}],
        }]
    }).encode()  # fmt: skip
    shown = [
        run("normalize", guarded.address, "-s", schema, "-o", room / "n.csv", "--journal",
            room / "journal.csv"),
        run("normalize", guarded.address, "-s", schema, "-o", room / "n.xlsx"),
        run("aggregate", guarded.address, "-s", schema, "-o", room / "direct"),
        run("aggregate", listing, "-s", schema, "-o", room / "listed", "-f", "json"),
        run("aggregate", listing, "-s", schema, "-o", room / "listed"),
        run("validate", guarded.address, "-s", schema, "--baseline", room / "known.json",
            "--write-baseline"),
        run("validate", guarded.address, "-s", schema, "--baseline", room / "known.json"),
        run("schema", "infer", guarded.address, "-o", room / "inferred.json"),
        run("schema", "show", f"{base}/schema.json?{QUERY}"),
        run("schema", "doc", f"{base}/schema.json?{QUERY}", "-o", room / "doc.html"),
        run("schema", "lint", f"{base}/schema.json?{QUERY}"),
        run("schema", "diff", f"{base}/schema.json?{QUERY}", schema),
        run("schema", "show", f"{base}/absent.json?{QUERY}"),
        run("schema", "pull", "--from", f"{base}/schemas.json?{QUERY}"),
        run("schema", "pull", "--from", f"{base}/schemas.json"),
        run("api", "fetch", "recherche-entreprises", "search", "q=mairie", "--base", base, "-o",
            room / "answer.json"),
        run("api", "fetch", "recherche-entreprises", "search", "q=mairie", "--base", base, "--all",
            "-o", room / "answer.ndjson"),
        run("api", "fetch", "recherche-entreprises", "search", "q=mairie", "--base", f"{base}/x",
            "-o", room / "none.json"),
        run("enrich", siret, "--with", "siret", "--base", base, "-o", room / "enriched.csv"),
        run("ref", "update", "--from", guarded.address, "-o", room / "cog.zip"),
    ]  # fmt: skip
    listing.unlink()
    assert (room / "listed" / "data.csv").exists()
    assert (room / "answer.json.tamis.json").exists()
    assert (tmp_path / "store" / "catalogue.json").exists()
    ensure_nothing(tmp_path, *shown)


@pytest.mark.parametrize(
    "text",
    [
        "https://{u}:{p}@h.fr/a?x=1", "https://{u}@h.fr", "HTTP://{u}:{p}@[::1]:80/", "a?key={t}",
        "https://h.fr/?api_key={t}&b=2", "https://h.fr/?API-KEY={t}#f", "?a=1;access_token={t}",
        "https://h.fr/cb#access_token={t}&x=1", "https://h.fr/?X-Amz-Credential={t}",
        "https://h.fr/?sv=2024&sig={t}", "https://h.fr/?subscription-key={t}",
        "https://h.fr/?url=https%3A%2F%2F{u}%3A{p}%40h.fr%2F%3Ftoken%3D{t}", "?%74oken={t}",
        "https://h.fr/?X-Goog-Signature={t}", "https://h.fr/?clientSecret={t}", "?mot_de_passe={t}",
        "ftp://{u}:{p}@h.fr/a", "https://{u}:{p}/x@h.fr/a", "https://h.fr/?apikey[]={t}",
    ],
)  # fmt: skip
def test_kinds_of_addresses(text):
    address = text.format(u=USER, p=PASSWORD, t=TOKEN)
    sentence = f"« {address} » n'est pas là"
    assert not any(secret in redact(sentence) for secret in SECRETS)
    assert redact(redact(sentence)) == redact(sentence)
    error = SourceError(Text(fr=sentence, en=sentence), Text(fr=address, en=address))
    assert not any(secret in f"{error}{error!r}" for secret in SECRETS)


@pytest.mark.parametrize(
    "text",
    ["https://h.fr/a.csv?id=3&format=csv&code_postal=35000", "data/a@b/key=1.csv",
     "https://h.fr:8080/@moi/a@b?keyword=x&monkey=1&assignment=2", "agent@mairie.fr", "a=b", "50 %",
     "https://h.fr/?q=a%20b%3Dc"],
)  # fmt: skip
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


def test_nothing_is_left_in_the_environment_of_the_test():
    assert not any(secret in str(os.environ) for secret in SECRETS)
