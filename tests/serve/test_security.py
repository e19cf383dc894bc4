"""Who may ask for what: names, origins, sizes, tokens, addresses; what is left behind."""

import io
import os
import threading
import time
import zipfile

import pytest
from tests.serve.way import ADDRESS, HEADER, PRENOMS, Person, served, words

import tamis
from tamis.model.limits import MB
from tamis.serve.file_names import safe_name
from tamis.serve.options import ServeOptions
from tamis.serve.upload_state import State
from tamis.serve.uploads import UploadFolder
from tamis.sources import public_hosts

#: They share one server.
pytestmark = pytest.mark.xdist_group("serve")

CONTENT = f"{HEADER}\nRennes,35238,X,Léo,1,2020\n"


@pytest.fixture(scope="module")
def public():
    options = {"public": True, "names": ("tamis.example.fr",), "max_size": MB, "max_rows": 100}
    with served(**options, per_client=2, waiting=2, allow_origin=("https://publier.fr",)) as one:
        one.base_url = "http://tamis.example.fr"
        yield one


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200), ("localhost", 200), ("[::1]:9", 200), ("LOCALHOST:1", 200),
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil", 421), ("", 421),
        ("tamis.example.fr", 421), ("127.0.0.1:8000@evil", 421), ("0.0.0.0", 421),
    ],
)  # fmt: skip
def test_a_name_that_is_not_the_servers_is_refused(client, host, status):
    assert client.get("/health", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": ADDRESS}, 400),  # it passes, and says that nothing was sent
        ({}, 400),
        ({"origin": ADDRESS, "sec-fetch-site": "same-origin"}, 400),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": ADDRESS, "sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_another_page_cannot_send_anything(client, headers, status):
    assert client.post("/files", data={"lang": "fr"}, headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/validate", "/api/detect"])
def test_a_page_calls_the_api_only_where_its_site_is_named(client, public, path):
    evil = {"origin": "https://evil.example"}
    assert client.post(path, headers=evil).status_code == 403
    assert public.post(path, headers=evil).status_code == 403
    named = public.post(path, headers={"origin": "https://publier.fr"})
    assert named.status_code in {400, 422}
    assert named.headers["access-control-allow-origin"] == "https://publier.fr"
    asked = public.options(path, headers={"origin": "https://publier.fr"})
    assert (asked.status_code, asked.headers["vary"]) == (204, "Origin")
    assert "access-control-allow-origin" not in public.get("/health", headers=evil).headers


def test_another_page_cannot_read_or_embed(client):
    other = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert client.get("/assets/page.js", headers=other).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=link).status_code == 200


@pytest.mark.parametrize("path", ["/", "/health", "/nothing", "/apidocs", "/assets/page.css"])
def test_every_answer_has_a_strict_policy_and_no_cookie(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_what_is_too_large_is_refused_by_its_length_and_as_it_comes(public):
    large = b"x" * (3 * MB)
    assert public.post("/files", files={"files": ("a.csv", large)}).status_code == 413

    def stream():
        for _ in range(48):
            yield b"x" * (64 << 10)

    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert public.post("/api/detect", content=stream(), headers=kind).status_code == 413


def test_more_rows_than_allowed_are_refused(public):
    rows = "Rennes,35238,F,Léo,1,2020\n" * 200
    person = Person(public)
    public.headers["origin"] = "http://tamis.example.fr"
    person.there = public.post("/files", files={"files": ("a.csv", f"{HEADER}\n{rows}")}).headers[
        "location"
    ]
    assert "a plus de 100 lignes" in words(person.look())


def test_a_public_server_cannot_be_ended_by_its_page(public):
    assert "/quit" not in public.get("/", headers={"accept": "text/html"}).text
    assert public.post("/quit").status_code == 404


def test_the_page_of_one_person_ends_the_server_and_all_files_go():
    ended = []
    from starlette.testclient import TestClient

    from tamis.serve.application import build

    app = build(ServeOptions(jobs=1), quit_now=lambda: ended.append(True))
    with TestClient(app, base_url=ADDRESS) as client:
        root = app.state.space.uploads.root.parent
        assert client.post("/quit", data={"lang": "en"}).text.count("tamis has stopped")
        assert ended == [True]
        assert root.is_dir()
        assert root.stat().st_mode & 0o077 == 0
    assert not root.exists()


@pytest.mark.parametrize("token", ["%2e%2e", "a" * 32, "..%2f..%2fetc", "x" * 5000, "\u00e9" * 32])
def test_a_token_that_was_not_given_leads_nowhere(client, token):
    assert client.get(f"/f/{token}").status_code in {404, 400}
    assert client.get(f"/api/jobs/{token}").status_code in {404, 400}


@pytest.mark.parametrize(
    "name",
    ["../../x.csv", "/etc/x.csv", "..\\x.csv", "a\0b.csv", "-", ".htaccess", "CON.csv", "é" * 300,
     "http://x/y.csv", "  ", "a.csv.tamis.json/../b.csv", "~x", "$(x).csv"],
)  # fmt: skip
def test_names_of_files_are_bare(name):
    safe = safe_name(name)
    assert safe == os.path.basename(safe)  # noqa: PTH119
    assert safe not in {"", ".", "..", "-"}
    assert not safe.startswith((".", "-", "~"))
    assert len(safe.encode()) <= 140
    assert safe_name(safe) == safe


def test_files_go_once_nobody_asks_for_them(tmp_path):
    folder = UploadFolder(tmp_path / "files", keep=60)
    upload = folder.reserve()
    upload.state = State(name="a.csv", lang="fr")
    assert folder.expire(time.time() + 30) == 0
    assert folder.find(upload.token) is not None
    assert folder.expire(time.time() + 61) == 1
    assert folder.find(upload.token) is None
    assert len(upload.token) == 32


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False),
        ("10.1.2.3", False), ("169.254.169.254", False), ("192.168.0.1", False), ("0.0.0.0", False),
        ("100.64.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("224.0.0.1", False), ("255.255.255.255", False), ("::", False),
    ],
)  # fmt: skip
def test_private_addresses_are_known_in_all_their_forms(address, public):
    assert public_hosts.is_public(address) is public


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "0x7f.1", "2130706433"])
def test_nothing_private_is_fetched_even_from_hosts_that_are_allowed(host):
    from tamis.model.limits import Limits
    from tamis.sources import open_source

    limits = Limits(hosts=("*",), guarded=True, seconds=5)
    with (
        pytest.raises(tamis.TamisError) as caught,
        open_source(f"http://{host}:9/a", limits=limits),
    ):
        pass
    assert "Internet public" in str(caught.value)


def test_a_name_is_looked_up_once_and_the_connection_goes_there(monkeypatch):
    import socket

    answers = [[(2, 1, 6, "", ("93.184.216.34", 80))], [(2, 1, 6, "", ("127.0.0.1", 80))]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop(0))

    class Connection:
        _dns_host, port = "a.example", 80

    connection = Connection()
    with public_hosts.pinned(connection, public=True):
        assert connection._dns_host == "93.184.216.34"
    assert connection._dns_host == "a.example"
    with pytest.raises(tamis.RefusedError), public_hosts.pinned(connection, public=True):
        pass


def test_a_host_that_is_not_named_is_not_asked(public):
    from tamis.model.limits import Limits
    from tamis.sources import open_source

    limits = Limits(hosts=("*.gouv.fr",), guarded=True)
    with (
        pytest.raises(tamis.RefusedError),
        open_source("http://evil.example/a", limits=limits),
    ):
        pass
    answer = public.post("/api/validate", data={"url": "http://evil.example/a"})
    assert answer.status_code == 400


def test_a_zip_bomb_is_refused_in_a_sentence(person):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (80 * MB))
    page = person.send(("bombe.zip", packed.getvalue()))
    assert "dépasse" in words(page)
    assert "Mo une fois décompressé" in words(page)


def test_a_schema_is_never_a_path_of_the_server(client, tmp_path):
    path = tmp_path / "schema.json"
    path.write_text('{"fields": [{"name": "secret"}]}')
    answer = client.post(
        "/api/validate", files={"file": ("a.csv", "x\n1\n")}, data={"schema": str(path)}
    )
    assert answer.status_code == 400
    assert "secret" not in answer.text


def test_neither_names_nor_values_nor_tokens_are_logged(client, caplog):
    caplog.set_level("INFO", "tamis.serve")
    person = Person(client)
    person.send(("nom-secret.csv", CONTENT.replace("Léo", "valeur-secrete")))
    person.look("?q=mot-secret")
    assert "/f/{token} 200" in caplog.text
    for secret in ("nom-secret", "valeur-secrete", "mot-secret", person.there[3:]):
        assert secret not in caplog.text
        assert secret not in client.get("/metrics").text


def test_the_server_listens_for_others_only_when_told_and_by_a_name():
    from tamis.cli.commands.serve import command

    def options(*words):
        from tamis.cli.serve_options import serve_options

        chosen = command.make_context("serve", [*words]).params
        return serve_options(
            {k: v for k, v in chosen.items() if k not in {"no_browser", "forwarded"}}
        )

    with pytest.raises(tamis.UsageError):
        options("--host", "0.0.0.0")
    with pytest.raises(tamis.UsageError):
        options("--host", "0.0.0.0", "--public")
    chosen = options("--host", "0.0.0.0", "--public", "--server-name", "a.fr", "--base-path", "t/")
    assert (chosen.names, chosen.base_path, chosen.max_size) == (("a.fr",), "/t", 200 * MB)
    assert options().limits.guarded


def test_pages_stand_below_the_path_of_a_proxy():
    with served(base_path="/tamis") as client:
        page = client.get("/tamis/", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert 'action="/tamis/files"' in page.text
        sent = client.post("/tamis/files", files={"files": ("a.csv", "x\n")})
        assert sent.headers["location"].startswith("/tamis/f/")
        assert client.get("/tamis/api/schemas?q=prenoms").json()[0]["name"] == PRENOMS


#: A resolver that answers with a public address first, then with this machine's.
_REBINDING = """
import socket
asked, connected = [], socket.socket.connect
resolved = socket.getaddrinfo

def look_up(host, *rest, **more):
    if host == "rebinding.test":
        asked.append(host)
        host = "1.2.3.4" if len(asked) == 1 else "127.0.0.1"
    elif host == "inner.test":
        host = "127.0.0.1"
    return resolved(host, *rest, **more)

def connect(self, address):
    if address[0] == "1.2.3.4":
        raise ConnectionRefusedError
    return connected(self, address)

socket.getaddrinfo, socket.socket.connect = look_up, connect
"""


@pytest.mark.parametrize("host", ["rebinding.test", "inner.test", "127.0.0.1", "localhost"])
def test_a_name_that_is_looked_up_anew_never_leads_inside(host, inner, fetching):
    address = f"http://{host}:{inner.server_port}/faulty.csv"
    answer = fetching.get("/validate", params={"schema": PRENOMS, "url": address})
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "source-error"
    if host != "rebinding.test":  # the stand-in answered, and the guard refused what it said
        assert "Internet public" in answer.json()["error"]["message"]
    sent = fetching.post("/files", data={"address": address}, headers={"origin": ADDRESS})
    assert sent.status_code == 400
    assert inner.asked == []


@pytest.fixture(scope="module")
def fetching(tmp_path_factory):
    """Return a server that may fetch, whose workers have names resolved by the stand-in."""
    folder = tmp_path_factory.mktemp("resolver")
    (folder / "sitecustomize.py").write_text(_REBINDING)
    with pytest.MonkeyPatch.context() as patch:
        known = os.environ.get("PYTHONPATH", "")
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), known))))
        hosts = ("rebinding.test", "inner.test", "127.0.0.1", "localhost")
        with served(allow_fetch=hosts, per_client=20) as server:
            yield server


@pytest.fixture(scope="module")
def inner():
    """Return a server of this machine that nobody outside may have asked anything."""
    import http.server

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
