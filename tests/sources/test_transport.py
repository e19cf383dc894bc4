"""One transport: what a server may do wrong, and what every command makes of it."""

import gzip
import http.server
import json
import ssl
import subprocess
import threading
import time
import zlib
from types import SimpleNamespace

import brotli
import pytest
from click.testing import CliRunner

import tamis
from tamis import sources
from tamis.app import ReadOptions
from tamis.cli.main import cli
from tamis.loading import apis
from tamis.model.api import Token
from tamis.model.limits import Limits
from tamis.sources.api_client import ApiClient, ApiRequest
from tamis.sources.archive import zstd
from tamis.sources.policy import FetchPolicy
from tamis.sources.remote_copy import fetch_copy

CSV = b"code,nom\n" + b"".join(b"%d,lieu %d\n" % (n, n) for n in range(3000))
SCHEMA = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}
FAULTS = (503, 500, 502, 504, 429, "cut")


class Handler(http.server.BaseHTTPRequestHandler):
    """Plays, for each path, the faults that wait there, then what is served."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.path, self.headers))
        path = self.path.partition("?")[0]
        waiting = self.server.faults.get(path, [])
        fault = waiting.pop(0) if waiting else None
        if isinstance(fault, int):
            self.send_response(fault)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        served = self.server.served.get(path)
        if callable(served):
            served(self)
        elif served is None:
            self.answer(404, b"")
        else:
            self.answer(200, served, cut=fault == "cut")

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def answer(self, status, body, *, cut=False, **headers):
        self.send_response(status)
        for name, value in {"content_length": len(body), **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.raw(body[: len(body) // 2] if cut else body)
        self.close_connection = True

    def raw(self, data):
        try:
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, *_):
        pass


def serve(context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.faults, server.served = [], {}, {}
    scheme = "http"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"{scheme}://127.0.0.1:{server.server_address[1]}"

    def stop():
        server.shutdown()
        server.server_close()

    return SimpleNamespace(
        url=url, seen=server.seen, faults=server.faults, served=server.served, stop=stop
    )


@pytest.fixture
def web(monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TAMIS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TAMIS_DATA", str(tmp_path / "data"))
    server = serve()
    server.served["/a.csv"] = CSV
    server.served["/schema.json"] = json.dumps(SCHEMA).encode()
    yield server
    server.stop()


def content(address, **limits):
    with sources.open_source(address, limits=Limits(**limits)) as local:
        return local.path.read_bytes()


# --- what every command makes of a passing fault


def package():
    """Return a package of the administrative divisions, whole and small."""
    import io
    import tarfile

    commune = {"code": "35238", "nom": "Rennes", "type": "commune-actuelle", "departement": "35",
               "region": "53", "zone": "metro", "codesPostaux": ["35000"],
               "anciensCodes": ["35999"]}  # fmt: skip
    place = {"code": "35", "nom": "Ille-et-Vilaine", "region": "53", "chefLieu": "35238",
             "zone": "metro", "departement": "35"}  # fmt: skip
    group = {"code": "243500139", "nom": "Rennes Métropole", "type": "METRO",
             "modeFinancement": "FPU", "membres": [{"code": "35238"}]}  # fmt: skip
    files = {
        "package.json": {"version": "5.1.0"},
        "data/communes.json": [commune],
        "data/epci.json": [group],
        "data/ept.json": [group],
        **{f"data/{name}.json": [place] for name in ("arrondissements", "departements", "regions")},
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, value in files.items():
            data = json.dumps(value).encode()
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


COG = package()
SEARCH = json.dumps({"results": [], "total_results": 0, "page": 1, "per_page": 10,
                     "total_pages": 0}).encode()  # fmt: skip


def commands(web, room):
    """Return, for each command that fetches, its arguments and the path that it asks."""
    schema = room / "schema.json"
    schema.write_text(json.dumps(SCHEMA))
    local = room / "local.csv"
    local.write_bytes(CSV)
    siret = room / "siret.csv"
    siret.write_text("siret\n21350238800019\n")
    places = room / "adresses.csv"
    places.write_text("adresse\nPlace de la Mairie\n")
    listing = room / "sources.csv"
    listing.write_text(f"path;id\n{web.url}/a.csv;s1\n")
    out = str(room / "out")
    web.served["/schemas.json"] = json.dumps({
        "schemas": [{
            "name": "a/b", "title": "B", "description": "", "schema_type": "tableschema",
            "versions": [{"version_name": "1.0", "schema_url": f"{web.url}/schema.json"}],
        }]
    }).encode()  # fmt: skip
    web.served["/search"] = SEARCH
    web.served["/search/csv"] = b"tamis_id,adresse,result_status\n0,Place de la Mairie,not-found\n"
    web.served["/cog.tgz"] = COG
    common = ["--schema", str(schema)]
    return {
        "validate": (["validate", f"{web.url}/a.csv", *common], "/a.csv"),
        "normalize": (["normalize", f"{web.url}/a.csv", *common, "-o", out], "/a.csv"),
        "aggregate": (["aggregate", f"{web.url}/a.csv", *common, "-o", out], "/a.csv"),
        "manifest": (["aggregate", str(listing), *common, "-o", out], "/a.csv"),
        "schema": (["validate", str(local), "--schema", f"{web.url}/schema.json"], "/schema.json"),
        "catalogue": (["schema", "pull", "--from", f"{web.url}/schemas.json"], "/schemas.json"),
        "pull": (["schema", "pull", "--from", f"{web.url}/schemas.json"], "/schema.json"),
        "api": (["api", "fetch", "recherche-entreprises", "search", "q=mairie", "--base",
                 web.url, "-o", out], "/search"),
        "siret": (["enrich", str(siret), "--with", "siret", "--base", web.url, "-o", out],
                  "/search"),
        "adresse": (["enrich", str(places), "--with", "adresse", "--base", web.url, "-o", out],
                    "/search/csv"),
        "cog": (["ref", "update", "--from", f"{web.url}/cog.tgz", "-o", out], "/cog.tgz"),
    }  # fmt: skip


COMMANDS = ("validate", "normalize", "aggregate", "manifest", "schema", "catalogue", "pull", "api",
            "siret", "adresse", "cog")  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("fault", [503, "cut"])
def test_every_command_asks_again_after_a_passing_fault(web, tmp_path, name, fault):
    arguments, path = commands(web, tmp_path)[name]
    web.faults[path] = [fault]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    assert [asked.partition("?")[0] for asked, _ in web.seen].count(path) == 2


@pytest.mark.parametrize("fault", FAULTS)
def test_passing_faults_are_all_of_one_kind(web, fault):
    web.faults["/a.csv"] = [fault]
    assert content(f"{web.url}/a.csv") == CSV


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_comes_back_before_it_is_told_to(web, tmp_path, name):
    arguments, path = commands(web, tmp_path)[name]
    web.served[path] = lambda handler: handler.answer(503, b"", retry_after="9999")
    result = CliRunner().invoke(cli, arguments)
    assert [asked.partition("?")[0] for asked, _ in web.seen].count(path) == 1
    if name != "pull":  # the other schemas are pulled
        assert isinstance(result.exception, tamis.TamisError)
    assert "9999 s" in " ".join(f"{result.output} {result.exception}".split())


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_pause_within_the_limit_is_waited_for(web, form):
    from email.utils import formatdate

    def busy(handler):
        pause = "2" if form == "seconds" else formatdate(time.time() + 3, usegmt=True)
        if len(web.seen) == 1:
            handler.answer(429, b"", retry_after=pause)
        else:
            handler.answer(200, CSV)

    web.served["/busy.csv"] = busy
    started = time.monotonic()
    assert content(f"{web.url}/busy.csv") == CSV
    assert time.monotonic() - started >= 1.9
    web.seen.clear()
    with pytest.raises(tamis.SourceError, match="--max-seconds"):
        content(f"{web.url}/busy.csv", seconds=1.0)


@pytest.mark.parametrize("text", ["", "soon", "-5", "1e400", "9" * 400, "Wed, 99 Foo"])
def test_what_is_no_pause_never_breaks(web, text):
    def busy(handler):
        if len(web.seen) == 1:
            handler.answer(503, b"", retry_after=text)
        else:
            handler.answer(200, CSV)

    web.served["/busy.csv"] = busy
    if text == "9" * 400:
        with pytest.raises(tamis.SourceError, match="--max-seconds"):
            content(f"{web.url}/busy.csv")
    else:
        assert content(f"{web.url}/busy.csv") == CSV


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_what_will_not_change_is_not_asked_again(web, status):
    web.served["/a.csv"] = lambda handler: handler.answer(status, b"")
    with pytest.raises(tamis.SourceError, match=str(status)):
        content(f"{web.url}/a.csv")
    assert len(web.seen) == 1


# --- redirections


def redirect(location, status=302):
    return lambda handler: handler.answer(status, b"", location=location)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_within_the_host_is_followed(web, status):
    web.served["/moved"] = redirect("/a.csv", status)
    assert content(f"{web.url}/moved") == CSV


@pytest.mark.parametrize(
    "location",
    [None, "", "http://", "http://[::1", "http://127.0.0.1:99999999/", "javascript:alert(1)",
     "ftp://127.0.0.1/a.csv", "file:///etc/passwd", "http://a b/"],
)  # fmt: skip
def test_a_redirection_to_nowhere_is_one_sentence(web, location):
    web.served["/moved"] = redirect(location)
    with pytest.raises(tamis.SourceError, match=r"redirection|trop de|n'a pas pu"):
        content(f"{web.url}/moved")


def test_another_port_or_host_must_be_named(web):
    other = serve()
    other.served["/a.csv"] = CSV
    web.served["/moved"] = redirect(f"{other.url}/a.csv")
    try:
        with pytest.raises(tamis.RefusedError, match="--allow-host 127.0.0.1:"):
            content(f"{web.url}/moved")
        assert not other.seen
        for named in ("127.0.0.1", other.url.removeprefix("http://"), "127.*"):
            assert content(f"{web.url}/moved", hosts=(named,)) == CSV
        with pytest.raises(tamis.RefusedError):
            content(f"{web.url}/moved", hosts=("127.0.0.1:1",))
        line = ["validate", f"{web.url}/moved", "--schema", f"{web.url}/schema.json"]
        assert isinstance(CliRunner().invoke(cli, line).exception, tamis.RefusedError)
        assert CliRunner().invoke(cli, [*line, "--allow-host", "127.0.0.1"]).exit_code == 0
    finally:
        other.stop()


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A server of the same host with a certificate that this test trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout",
             key, "-out", certificate, "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1"],
            check=True, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not on this machine")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    server = serve(context)
    yield server
    server.stop()


def test_http_to_https_is_followed_and_never_back(web, secure):
    secure.served["/a.csv"] = CSV
    web.served["/moved"] = redirect(f"{secure.url}/a.csv")
    assert content(f"{web.url}/moved") == CSV
    secure.served["/back"] = redirect(f"{web.url}/a.csv")
    with pytest.raises(tamis.RefusedError, match="https à http"):
        content(f"{secure.url}/back", hosts=("*",))


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(secure, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(tamis.SourceError, match="certificat refusé"):
        content(f"{secure.url}/a.csv")


def test_user_and_password_stay_where_they_were_given(web):
    other = serve()
    other.served["/a.csv"] = CSV
    web.served["/moved"] = redirect(f"{other.url}/a.csv")
    web.served["/near"] = redirect("/a.csv")
    named = web.url.replace("http://", "http://moi:mot%20secret@")
    try:
        content(f"{named}/moved", hosts=("127.0.0.1",))
        content(f"{named}/near")
        assert [asked["Authorization"] for _, asked in other.seen] == [None]
        assert {asked["Authorization"] for _, asked in web.seen} == {"Basic bW9pOm1vdCBzZWNyZXQ="}
    finally:
        other.stop()


def test_a_token_never_travels(web, tmp_path, monkeypatch):
    from dataclasses import replace

    other = serve()
    other.served["/search"] = SEARCH
    monkeypatch.setenv("TAMIS_TEST_TOKEN", "jeton-secret")
    api = replace(apis.load("recherche-entreprises"), token=Token(variable="TAMIS_TEST_TOKEN"))
    client = ApiClient(api=api, base=web.url, sleep=lambda _: None)
    question = ApiRequest(path="/search", template="/search", kept=False)
    try:
        for location in (f"{other.url}/search", "http://autre.example/search"):
            web.served["/search"] = redirect(location)
            with pytest.raises(tamis.RefusedError):
                client.ask(question, tmp_path / "out")
        assert not other.seen
        web.served["/search"] = redirect("/found")
        web.served["/found"] = SEARCH
        client.ask(question, tmp_path / "out")
        assert web.seen[-1][1]["Authorization"] == "Bearer jeton-secret"
    finally:
        other.stop()


# --- bodies


def framed(handler, body, **headers):
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.raw(body)


PACKED = {
    "gzip": gzip.compress(CSV),
    "x-gzip": gzip.compress(CSV[:1000]) + gzip.compress(CSV[1000:]),
    "deflate": zlib.compress(CSV),
    "br": brotli.compress(CSV),
    "zstd": zstd().compress(CSV[:999]) + zstd().compress(CSV[999:]),
}


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize("coding", list(PACKED))
def test_coded_bodies_are_undone_and_told_when_they_are_cut(web, coding):
    body = PACKED[coding]
    web.served["/whole"] = lambda handler: framed(handler, body, content_encoding=coding)
    assert content(f"{web.url}/whole") == CSV
    for end in (len(body) // 2, len(body) - 1, 1):
        short = body[:end]
        web.served["/short"] = lambda h, short=short: framed(h, short, content_encoding=coding)
        with pytest.raises(tamis.SourceError, match="interrompue|codé"):
            content(f"{web.url}/short")


def test_deflate_without_a_header_is_undone(web):
    body = zlib.compress(CSV)[2:-4]
    web.served["/raw"] = lambda handler: framed(handler, body, content_encoding="deflate")
    assert content(f"{web.url}/raw") == CSV


def test_what_is_not_coded_as_it_says_is_told(web):
    for coding in ("gzip", "br", "zstd", "deflate"):
        web.served["/a"] = lambda h, coding=coding: framed(h, CSV, content_encoding=coding)
        with pytest.raises(tamis.SourceError, match="codé comme"):
            content(f"{web.url}/a")
    for coding in ("identity", "utf-8", ""):  # what servers say by mistake
        web.served["/a"] = lambda h, coding=coding: framed(h, CSV, content_encoding=coding)
        assert content(f"{web.url}/a") == CSV


@pytest.mark.parametrize(
    "body", [b"9\r\ncode,nom\n\r\n", b"9\r\ncode", b"9\r\ncode,nom\n\r\nzz\r\n", b"9\r\ncode,nom\n"]
)
def test_a_chunked_body_without_its_end_is_told(web, body):
    web.served["/a"] = lambda handler: framed(handler, body, transfer_encoding="chunked")
    with pytest.raises(tamis.SourceError, match="interrompue"):
        content(f"{web.url}/a")
    whole = b"9\r\ncode,nom\n\r\n4\r\n1,a\n\r\n0\r\n\r\n"
    web.served["/a"] = lambda handler: framed(handler, whole, transfer_encoding="chunked")
    assert content(f"{web.url}/a") == b"code,nom\n1,a\n"


def test_a_body_shorter_than_its_length_is_told(web):
    web.served["/a"] = lambda handler: handler.answer(200, CSV, content_length=len(CSV) + 1)
    with pytest.raises(tamis.SourceError, match="interrompue"):
        content(f"{web.url}/a")


@pytest.mark.parametrize("status", [206, 304, 300])
def test_a_status_that_nobody_asked_for_is_told(web, status, tmp_path):
    web.served["/a"] = lambda handler: handler.answer(
        status, b"" if status == 304 else CSV[:50], content_range=f"bytes 0-49/{len(CSV)}"
    )
    with pytest.raises(tamis.SourceError):
        content(f"{web.url}/a")
    with pytest.raises(tamis.SourceError):
        fetch_copy(f"{web.url}/a", tmp_path, FetchPolicy(pause=0.01))


def test_a_body_that_was_cut_is_taken_up_where_it_stopped(web):
    def ranged(handler):
        asked = handler.headers["Range"]
        if asked is None:
            handler.answer(200, CSV, cut=True, etag='"v1"')
            return
        assert handler.headers["If-Range"] == '"v1"'
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        total = len(CSV)
        part = CSV[start:]
        handler.answer(206, part, etag='"v1"', content_range=f"bytes {start}-{total - 1}/{total}")

    web.served["/a"] = ranged
    assert content(f"{web.url}/a") == CSV
    assert len(web.seen) == 2


def test_a_size_beyond_the_limit_is_refused_before_it_comes(web):
    web.served["/a"] = lambda handler: handler.answer(200, b"x", content_length=10**12)
    with pytest.raises(tamis.SourceError, match="--max-size"):
        content(f"{web.url}/a")
    bomb = brotli.compress(b"0" * (64 << 20))
    web.served["/b"] = lambda handler: framed(handler, bomb, content_encoding="br")
    with pytest.raises(tamis.SourceError, match="--max-size"):
        content(f"{web.url}/b", size=1 << 20)


def drips(what):
    def drip(handler):
        started = time.monotonic()
        if what == "body":
            handler.send_response(200)
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while time.monotonic() - started < 5:
            handler.raw(b"x" if what == "body" else b"X-A: b\r\n")
            time.sleep(0.1)

    return drip


@pytest.mark.parametrize("what", ["headers", "body"])
def test_one_deadline_over_headers_and_body(web, what):
    web.served["/a"] = drips(what)
    started = time.monotonic()
    with pytest.raises(tamis.SourceError, match=r"pas arrivé entier en 0\.6 s"):
        content(f"{web.url}/a", seconds=0.6)
    assert time.monotonic() - started < 3


def test_tries_and_pauses_are_within_the_deadline(web):
    web.served["/a"] = lambda handler: handler.answer(503, b"")
    started = time.monotonic()
    with pytest.raises(tamis.SourceError):
        content(f"{web.url}/a", seconds=1.0)
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("name", ["é" * 300 + ".csv", "../../passwd.csv", "a\\b.csv", "x" * 900])
def test_the_name_that_a_server_gives_is_only_a_name(web, tmp_path, name):
    quoted = name.encode().decode("latin-1")
    disposition = f'attachment; filename="{quoted}"'
    web.served["/a"] = lambda h: h.answer(200, CSV, content_disposition=disposition)
    with sources.open_source(f"{web.url}/a") as local:
        assert "/" not in local.name
        assert len(local.name.encode()) < 200
    copy = fetch_copy(f"{web.url}/a", tmp_path / "copies", FetchPolicy())
    assert copy.path.parent.parent == tmp_path / "copies"
    assert copy.path.read_bytes() == CSV


def test_nobody_there_is_one_sentence():
    for address in (
        "http://127.0.0.1:9/a.csv",
        "http://no-such-host.invalid/a.csv",
        "http:///a",
        "http://[::1/a.csv",
        "HTTP://127.0.0.1:9/a.csv",
        f"http://{'a' * 80}.fr/",
    ):
        with pytest.raises(tamis.SourceError) as error:
            tamis.validate(address, SCHEMA, reading=ReadOptions(limits=Limits(seconds=5)))
        assert "Errno" not in str(error.value)
        assert ("connexion" in str(error.value)) == (":9/" in address)


def test_an_option_is_named_where_the_command_has_it():
    from tamis.model.limits import Limits

    for has_option in (True, False):
        policy = FetchPolicy(limits=Limits(hosts_option=has_option))
        with pytest.raises(tamis.RefusedError) as error:
            policy.follow("https://a.example/x", "https://b.example/y")
        assert ("--allow-host" in str(error.value.hint.fr)) is has_option
