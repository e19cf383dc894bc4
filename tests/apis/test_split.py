"""A question beyond the ceiling is asked in parts, and the account of the parts is balanced."""

import http.server
import json
import threading
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

import tamis
from tamis.apis import split
from tamis.apis.fetch import fetch
from tamis.apis.request import FetchOptions
from tamis.apis.split import values_of
from tamis.loading import apis
from tamis.sources import sidecar
from tamis.sources.api_client import ApiClient

CEILING, SIZE = 6, 2


class Handler(http.server.BaseHTTPRequestHandler):
    """Filters its units, and gives none beyond the ceiling."""

    def do_GET(self):
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.seen.append(query)
        found = [
            unit
            for unit in self.server.units
            if query.get("departement", unit["d"]) in unit["d"].split("|")
            or "departement" not in query
        ]
        section = query.get("section_activite_principale")
        found = [unit for unit in found if section in {None, unit["s"]}]
        page = int(query["page"])
        shown = found[(page - 1) * SIZE : page * SIZE] if page * SIZE <= CEILING else []
        total = min(len(found), CEILING) if self.server.is_capped else len(found)
        body = json.dumps({"results": shown, "total_results": total}).encode()
        self.send_response(500 if self.server.fails(query) else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def register(tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path / "cache"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.units, server.is_capped = [], [], False
    server.fails = lambda _: False
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    # a few départements show what a hundred would
    few = {"departement": ("01", "29", "35", "75"), "section_activite_principale": ("A", "B", "C")}
    monkeypatch.setattr(split, "values_of", lambda name, params: few[name])
    api = replace(apis.load("recherche-entreprises"), rate=1000.0)
    operation = apis.operation(api, "search")
    paging = replace(operation.paging, most=SIZE, cut=CEILING, last=0, pages="")
    said = []

    def ask(fields, *, resume=False, **params):
        server.seen.clear()
        said.clear()
        options = FetchOptions(
            api=api, operation=replace(operation, paging=paging), params=tuple(params.items()),
            output=tmp_path / "out.ndjson", all=True, split=fields, base=base, resume=resume,
        )  # fmt: skip
        client = ApiClient(api=api, base=base, sleep=lambda _: None)
        return fetch(options, warn=lambda text: said.append(str(text)), client=client)

    def lines():
        return [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]

    yield SimpleNamespace(ask=ask, server=server, said=said, lines=lines, folder=tmp_path)
    server.shutdown()
    server.server_close()


def units(number, d="35", s="A", start=0):
    return [{"siren": f"{n:09}", "d": d, "s": s} for n in range(start, start + number)]


def test_below_the_ceiling_nothing_is_split(register):
    register.server.units = units(5)
    done = register.ask("departement")
    assert (done.records, done.total, done.cut, register.said) == (5, 5, False, [])
    assert len(register.server.seen) == 3


def test_parts_make_the_whole(register):
    register.server.units = [*units(4, "01"), *units(5, "35", start=10), *units(3, "75", start=20)]
    done = register.ask("departement")
    assert (done.records, done.total, done.cut, register.said) == (12, 12, False, [])
    assert sorted(u["siren"] for u in register.lines()) == sorted(
        u["siren"] for u in register.server.units
    )


def test_parts_are_split_further_where_they_must(register):
    register.server.units = [
        *units(7, "35", "A"),
        *units(3, "35", "B", 10),
        *units(2, "01", "A", 20),
    ]
    done = register.ask("departement,section_activite_principale")
    assert done.cut  # section A of 35 has seven, and nothing splits it further
    assert done.records == 11
    assert any("departement=35&section_activite_principale=A" in text for text in register.said)
    assert sidecar.read(done.output).cut
    register.server.units = [*units(5, "35", "A"), *units(5, "35", "B", 10)]
    assert register.ask("departement,section_activite_principale").records == 10


def test_doubles_are_written_once_and_told(register):
    both = units(2, "01|35", start=10)
    register.server.units = [*units(3, "01"), *both, *units(3, "35", start=20)]
    done = register.ask("departement")
    assert (done.records, done.total, done.repeated, done.cut) == (8, 8, 2, False)
    assert any("2 enregistrements sont dans plusieurs parties" in text for text in register.said)


def test_what_is_in_no_part_is_told(register):
    register.server.units = [*units(5, "35"), *units(3, "", start=10)]
    done = register.ask("departement")
    assert (done.records, done.total, done.cut) == (5, 8, True)
    assert any("5 enregistrements pour 8 annoncés" in text for text in register.said)


def test_a_total_that_stops_at_the_ceiling_is_told_as_that(register):
    register.server.is_capped = True
    register.server.units = [*units(4, "01"), *units(5, "35", start=10)]
    done = register.ask("departement")
    assert (done.records, done.total, done.cut) == (9, 9, False)
    assert any("n'annonce pas de total au-delà de 6" in text for text in register.said)


def test_a_failure_in_a_part_keeps_those_that_are_done(register):
    register.server.units = [*units(4, "01"), *units(5, "35", start=10), *units(3, "75", start=20)]
    register.server.fails = lambda query: query.get("departement") == "35"
    with pytest.raises(tamis.SourceError, match="--resume"):
        register.ask("departement")
    assert not (register.folder / "out.ndjson").exists()
    register.server.fails = lambda query: False
    done = register.ask("departement", resume=True)
    assert (done.records, done.total, done.cut, register.said) == (12, 12, False, [])
    assert len({unit["siren"] for unit in register.lines()}) == len(register.lines()) == 12
    assert "01" not in [query.get("departement") for query in register.server.seen]
    assert [path.name for path in register.folder.glob("out*")] == [
        "out.ndjson", "out.ndjson.tamis.json",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["[]", '{"asked": "x", "done": 3}'])
def test_a_broken_state_of_parts_is_the_start(register, wrong):
    register.server.units = units(9, "01")
    register.server.fails = lambda query: query.get("departement") == "35"
    with pytest.raises(tamis.SourceError):
        register.ask("departement,section_activite_principale")
    (register.folder / "out.ndjson.part.json").write_text(wrong)
    register.server.fails = lambda query: False
    register.server.units = units(3, "01")
    assert register.ask("departement", resume=True).records == 3


@pytest.mark.parametrize("split", ["q", "inconnu", "departement,q"])
def test_what_does_not_split_is_refused(register, split):
    with pytest.raises(tamis.UsageError, match="departement"):
        register.ask(split)
    with pytest.raises(tamis.UsageError):
        register.ask("departement", departement="35")
    assert not register.server.seen


def test_values_follow_the_place_that_is_named():
    departments = list(values_of("departement", {}))
    assert {"01", "2A", "35", "971"} <= set(departments)
    assert "35" in set(values_of("departement", {"region": "53"}))
    assert "01" not in set(values_of("departement", {"region": "53"}))
    postal = set(values_of("code_postal", {"departement": "35"}))
    assert "35000" in postal
    assert "75001" not in postal
    assert set(values_of("code_commune", {"code_postal": "35000"})) == {"35238"}
