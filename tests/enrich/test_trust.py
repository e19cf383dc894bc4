"""What is not sure is not said: communes compared, failures apart from absences, runs resumed."""

import csv
import http.server
import io
import json
import threading
from functools import partial
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

import tamis
from tamis import reference
from tamis.cli.main import cli
from tamis.enrich import LookupOptions
from tamis.enrich.joins import communes
from tamis.enrich.run import EnrichOptions, enrich
from tamis.sources.api_client import ApiClient
from tamis.values.commune_names import normalized


@pytest.mark.parametrize(
    ("cells", "code", "status"),
    [
        ({"nom": "Œuilly", "postal": "51480"}, "51410", "nom"),
        ({"nom": "OEUILLY", "postal": "51480"}, "51410", "nom"),
        ({"nom": "Villiers-en-Desoeuvre"}, "27696", "nom"),
        ({"nom": "Paris 1er Arrondissement"}, "75101", "nom"),
        ({"nom": "PARIS 01"}, "75101", "nom"),
        ({"nom": "Lyon 3eme"}, "69383", "nom"),
        ({"nom": "Marseille 8e arr."}, "13208", "nom"),
        ({"nom": "PARIS CEDEX 07"}, "75056", "nom"),
        ({"nom": "Rennes Cedex", "postal": "35069"}, "35238", "nom"),
        ({"nom": "ST ETIENNE"}, "42218", "nom"),
        ({"nom": "Ste Marie aux Mines"}, "68298", "nom"),
        ({"nom": "ROCHELLE (LA)", "postal": "17000"}, "17300", "nom"),
        ({"nom": "Rochelle, La", "postal": "17000"}, "17300", "nom"),
        ({"nom": "HAY LES ROSES (L')"}, "94038", "nom"),
        ({"nom": "Béon", "postal": "01350"}, "01138", "commune-deleguee"),
        ({"code": "1001"}, "01001", "code-corrige"),
        ({"code": "1001.0"}, "01001", "code-corrige"),
        ({"code": "01001.0"}, "01001", "code-corrige"),
        ({"code": "35238,00"}, "35238", "code-corrige"),
        ({"code": " 35238 "}, "35238", "exact"),
        ({"code": "-"}, "", "vide"),
        ({"code": "n/a"}, "", "vide"),
        ({"code": "-", "nom": "Rennes"}, "35238", "nom"),
        ({"code": "", "nom": "-", "postal": "35000"}, "35238", "code-postal"),
        ({"nom": "", "postal": "1000"}, "", "ambigu"),
        ({"code": "01004", "nom": "Paris", "postal": "75001"}, "", "contradictoire"),
        ({"code": "01004", "nom": "Paris"}, "", "contradictoire"),
        ({"code": "01004", "postal": "75001"}, "", "contradictoire"),
        ({"code": "01004", "nom": "Amberieu en Bugey", "postal": "01500"}, "01004", "exact"),
        ({"code": "01004", "nom": "Amberieux en Bugey"}, "01004", "nom-different"),
        ({"code": "75056", "nom": "Paris 1er"}, "75056", "exact"),
        ({"code": "75101", "nom": "Paris"}, "75101", "exact"),
        ({"code": "01039", "nom": "Béon"}, "01138", "commune-deleguee"),
        ({"code": "01039", "nom": "Culoz-Béon"}, "01138", "commune-deleguee"),
        ({"code": "35238", "postal": "35069"}, "35238", "exact"),
        ({"code": "abc", "nom": "Rennes"}, "", "inconnu"),
        ({"code": "27116", "departement": "13"}, "", "contradictoire"),
        ({"code": "27116", "departement": "Bouches-du-Rhône"}, "", "contradictoire"),
        ({"code": "27116", "departement": "27 - Eure"}, "27116", "exact"),
        ({"code": "01004", "departement": "1"}, "01004", "exact"),
        ({"code": "2A004", "departement": "20"}, "2A004", "exact"),
        ({"code": "2A004", "departement": "2B"}, "", "contradictoire"),
        ({"code": "27116", "departement": "?"}, "27116", "exact"),
        ({"code": "97411", "departement": "La Réunion"}, "97411", "exact"),
        ({"nom": "Saint-Denis", "departement": "974"}, "97411", "nom"),
        ({"nom": "Brionne", "departement": "13"}, "", "contradictoire"),
        ({"postal": "27800", "departement": "13"}, "", "contradictoire"),
        ({"code": "75101", "nom": "Paris 12e"}, "", "contradictoire"),
        ({"code": "75101", "postal": "75012"}, "", "contradictoire"),
        ({"code": "75116", "postal": "75016"}, "75116", "exact"),
        ({"code": "75056", "postal": "75012"}, "75056", "exact"),
        ({"code": "13055", "nom": "Marseille 8e arr.", "postal": "13008"}, "13055", "exact"),
    ],
)
def test_a_commune_is_known_by_all_that_is_said_of_it(cells, code, status):
    texts = {
        "code": "",
        "nom": "",
        "postal": "",
        "departement": "",
        **{k: v.strip() for k, v in cells.items()},
    }
    assert communes._commune(**texts) == (code, status)


def test_every_commune_is_known_by_its_own_name():
    named = reference.communes().select("code", "nom", "departement")
    for code, name, _ in named.iter_rows():
        found, status = communes._commune(nom=name)
        assert (found, status) == (code, "nom") or status == "ambigu", (code, name)
        assert communes._commune(code=code, nom=name) == (code, "exact")
        assert normalized(name.upper()) == normalized(name)


# --- services


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        siret = parse_qs(urlsplit(self.path).query)["q"][0]
        self.server.seen.append(siret)
        planned = self.server.planned.get(siret, unit(siret))
        self.say(planned)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.uploads.append(body.decode())
        self.say(self.server.geocode(body))

    def say(self, planned):
        status = planned if isinstance(planned, int) else 200
        body = b"" if status != 200 else planned
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def unit(siret):
    place = {"siret": siret, "etat_administratif": "A", "adresse": "1 RUE", "commune": "35238"}
    return {"results": [{"nom_complet": siret, "matching_etablissements": [place], "siege": None}]}


@pytest.fixture
def service(tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path / "cache"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.planned, server.uploads = [], {}, []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"

    def ask(name, text, *, resume=False, columns=None, **asked):
        source = tmp_path / "a.csv"
        source.write_text(text)
        options = EnrichOptions(
            source=str(source), name=name, output=tmp_path / "out.csv", columns=columns or {},
            resume=resume,
        )  # fmt: skip
        client = partial(ApiClient, sleep=lambda _: None)
        enrich(options, LookupOptions(base=base, client=client, **asked))
        with options.output.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    yield SimpleNamespace(ask=ask, server=server, base=base, folder=tmp_path)
    server.shutdown()
    server.server_close()


SIRETS = [f"2135023880{n:04}" for n in range(8)]
LISTED = "siret\n" + "".join(f"{siret}\n" for siret in SIRETS)


@pytest.mark.parametrize(
    "failure",
    [400, 500, {"code": 500, "message": "panne"}, {"erreur": "panne"}, {"results": None}, [], b"",
     b"<html>", {}],
)  # fmt: skip
def test_a_failure_is_no_absence_and_what_was_had_is_gone_on_with(service, failure):
    service.server.planned[SIRETS[5]] = failure
    with pytest.raises(tamis.SourceError, match=r"5 réponses sont gardées.*--resume"):
        service.ask("siret", LISTED)
    assert not (service.folder / "out.csv").exists()
    assert (service.folder / "out.csv.part").stat().st_mode & 0o777 == 0o600
    service.server.planned.clear()
    service.server.seen.clear()
    rows = service.ask("siret", LISTED, resume=True)
    assert service.server.seen == SIRETS[5:]
    assert [row["siret_nom"] for row in rows] == SIRETS
    assert not (service.folder / "out.csv.part").exists()


def test_without_resume_all_is_asked_again(service):
    service.server.planned[SIRETS[2]] = 400
    with pytest.raises(tamis.SourceError):
        service.ask("siret", LISTED)
    service.server.planned.clear()
    service.server.seen.clear()
    service.ask("siret", LISTED)
    assert service.server.seen == SIRETS


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"question": 3}\n[]', "\udc80"])
def test_broken_kept_answers_are_none(service, text):
    part = service.folder / "out.csv.part"
    part.write_text(text, encoding="utf-8", errors="surrogateescape")
    rows = service.ask("siret", LISTED, resume=True)
    assert [row["siret_nom"] for row in rows] == SIRETS


def test_an_absent_siret_is_absent(service):
    service.server.planned[SIRETS[0]] = {"results": []}
    assert service.ask("siret", LISTED)[0]["siret_statut"] == "absent"


def geocoder(answers):
    """Return what plays the geocoder: an answer for each line, by its address and town."""

    def geocode(body):
        start = body.index(b"tamis_id")
        text = body[start : body.index(b"\r\n--", start)].decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        added = ["latitude", "longitude", "result_label", "result_score", "result_score_next",
                 "result_type", "result_id", "result_postcode", "result_city", "result_citycode",
                 "result_status"]  # fmt: skip
        out = io.StringIO()
        writer = csv.DictWriter(out, [*rows[0], *added], restval="")
        writer.writeheader()
        for row in rows:
            place = answers.get((row["adresse"], row.get("ville", "")), {})
            usual = {"latitude": "48.1", "longitude": "-1.6", "result_label": "x",
                     "result_score": "0.95", "result_score_next": "", "result_type": "housenumber",
                     "result_id": "1", "result_status": "ok"}  # fmt: skip
            writer.writerow({**row, **usual, **place})
        return out.getvalue().encode()

    return geocode


RENNES = {"result_city": "Rennes", "result_citycode": "35238", "result_postcode": "35000"}
PARIS = {"result_city": "Paris", "result_citycode": "75113", "result_postcode": "75013"}


def test_the_town_is_sent_and_two_towns_are_two_addresses(service):
    service.server.geocode = geocoder({
        ("1 rue X", "Rennes"): RENNES,
        ("1 rue X", "Paris 13e"): PARIS,
        ("1 rue X", "Nantes"): RENNES,
    })  # fmt: skip
    rows = service.ask(
        "adresse", "adresse,ville\n1 rue X,Rennes\n1 rue X,Paris 13e\n1 rue X,Nantes\n"
    )
    assert [row["adresse_statut"] for row in rows] == ["ok", "ok", "autre-commune"]
    assert [row["adresse_code_commune"] for row in rows] == ["35238", "75113", ""]
    assert rows[2]["adresse_latitude"] == ""
    sent = service.server.uploads[0]
    assert sent.count('name="columns"') == 2
    assert "Nantes" in sent


@pytest.mark.parametrize(
    ("line", "place", "status"),
    [
        ("code_commune\n1 rue X,35238", RENNES, "ok"),
        ("code_commune\n1 rue X,44109", RENNES, "autre-commune"),
        ("code_commune\n1 rue X,75056", PARIS, "ok"),
        ("code_commune\n1 rue X,-", RENNES, "ok"),
        ("code_postal\n1 rue X,35700", RENNES, "ok"),
        ("code_postal\n1 rue X,44000", RENNES, "autre-commune"),
        ("code_postal\n1 rue X,35069", RENNES, "ok"),
        ("ville\n1 rue X,RENNES CEDEX", RENNES, "ok"),
        ("ville\n1 rue X,Paris", PARIS, "ok"),
        ("ville\n1 rue X,", RENNES, "ok"),
        ("ville\n1 rue X,Nantes", {}, "autre-commune"),
    ],
)
def test_the_commune_that_is_answered_is_compared(service, line, place, status):
    town = line.rpartition(",")[2] if line.startswith("ville") else ""
    service.server.geocode = geocoder({("1 rue X", town): place})
    rows = service.ask("adresse", f"adresse,{line}\n")
    assert rows[0]["adresse_statut"] == status
    assert bool(rows[0]["adresse_latitude"]) == (status == "ok")


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({"result_score": "0.8", "result_score_next": "0.7"}, "ok"),
        ({"result_score": "0.9", "result_score_next": "0.8"}, "ok"),
        ({"result_score": "0.3", "result_score_next": "0.2"}, "score-faible"),
        ({"result_score": "0.9", "result_score_next": "0.81"}, "ambigu"),
        ({"result_score": "0.7", "result_score_next": ""}, "ok"),
        ({"result_score": "0.6999", "result_score_next": ""}, "score-faible"),
        ({"result_score": "nan"}, "score-faible"),
        ({"result_status": "error"}, "echec"),
        ({"result_status": "skipped"}, "echec"),
        ({"result_status": ""}, "echec"),
        ({"result_status": "not-found", "result_type": ""}, "introuvable"),
    ],
)
def test_thresholds_and_failures_of_the_geocoder(service, place, status):
    service.server.geocode = geocoder({("1 rue X", ""): {**RENNES, **place}})
    rows = service.ask("adresse", "adresse\n1 rue X\n")
    assert rows[0]["adresse_statut"] == status


def test_a_geocoder_that_answers_something_else_is_told(service):
    for body in (b"", b"tamis_id,adresse\n0,1 rue X\n", b"<html>", b"result_status\nok\n"):
        service.server.geocode = lambda _, body=body: body
        with pytest.raises(tamis.SourceError):
            service.ask("adresse", "adresse\n1 rue X\n")


def test_a_column_can_be_left_aside(service):
    service.server.geocode = geocoder({("1 rue X", ""): RENNES})
    text = "adresse,ville\n1 rue X,Nantes\n"
    assert service.ask("adresse", text, columns={"ville": ""})[0]["adresse_statut"] == "ok"


def test_the_command_resumes(service):
    source = service.folder / "b.csv"
    source.write_text(LISTED)
    line = ["enrich", str(source), "--with", "siret", "--base", service.base, "-o",
            str(service.folder / "b.out.csv")]  # fmt: skip
    service.server.planned[SIRETS[1]] = 400
    assert "--resume" in str(CliRunner().invoke(cli, line).exception)
    service.server.planned.clear()
    result = CliRunner().invoke(cli, [*line, "--resume"])
    assert result.exit_code == 0, result.output
    assert service.server.seen.count(SIRETS[0]) == 1
