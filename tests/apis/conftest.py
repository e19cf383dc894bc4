"""A server on this machine that plays public APIs in their real shape, faults included.

Below ``/api/<name>`` every operation of the registry is answered by the good answer of its
contract, in fixtures/apis; elsewhere each path plays a case of its own.
"""

import csv
import http.server
import io
import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from tamis.loading import apis

GOOD = Path(__file__).parents[2] / "fixtures" / "apis"


def unite(siren, **more):
    """Return a result of the company search."""
    return {
        "siren": siren,
        "nom_complet": "VILLE D'EXEMPLE",
        "nom_raison_sociale": "VILLE D'EXEMPLE",
        "sigle": None,
        "nombre_etablissements": 2,
        "nombre_etablissements_ouverts": 1,
        "etat_administratif": "A",
        "nature_juridique": "7210",
        "categorie_entreprise": None,
        "date_creation": "1983-03-01",
        "date_fermeture": None,
        "date_mise_a_jour": "2024-05-13T14:02:11",
        "statut_diffusion": "O",
        "siege": etablissement(f"{siren}00011", est_siege=True),
        "matching_etablissements": [etablissement(f"{siren}00011")],
        "dirigeants": [
            {
                "nom": "EXEMPLE",
                "prenoms": "CAMILLE",
                "date_de_naissance": "1970-01",
                "qualite": "Maire",
                "nationalite": None,
                "type_dirigeant": "personne physique",
            }
        ],
        "finances": {"2023": {"ca": None, "resultat_net": 12}},
        "complements": {"est_association": False, "liste_idcc": None},
        **more,
    }


def etablissement(siret, **more):
    """Return an establishment of the company search."""
    return {
        "siret": siret,
        "etat_administratif": "A",
        "commune": "35238",
        "code_postal": "35000",
        "libelle_commune": "RENNES",
        "adresse": "PLACE DE LA MAIRIE 35000 RENNES",
        "latitude": "48.11",
        "longitude": "-1.68",
        "date_creation": "1983-03-01",
        "date_fermeture": None,
        "est_siege": False,
        "liste_enseignes": ["MAIRIE", "CCAS"],
        "liste_rge": None,
        "statut_diffusion_etablissement": "O",
        "epci": "243500139",
        **more,
    }


def masked(siren):
    """Return a result whose unit asked not to be shown."""
    mask = "[NON-DIFFUSIBLE]"
    hidden = dict.fromkeys(("adresse", "code_postal", "latitude", "longitude"), mask)
    return unite(
        siren,
        nom_complet=mask,
        sigle=mask,
        statut_diffusion="P",
        siege=etablissement(f"{siren}00011", **hidden),
        matching_etablissements=None,
        dirigeants=None,
        finances=None,
        complements=None,
        nature_juridique=None,
    )


def adresse(**more):
    """Return a feature of the address search."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-1.677792, 48.117266]},
        "properties": {
            "label": "21 Rue de Paris 35000 Rennes",
            "score": 0.97,
            "housenumber": "21",
            "id": "35238_7290_00021",
            "name": "21 Rue de Paris",
            "postcode": "35000",
            "citycode": "35238",
            "city": "Rennes",
            "context": "35, Ille-et-Vilaine, Bretagne",
            "type": "housenumber",
            "street": "Rue de Paris",
            "x": 351862.31,
            "y": 6789340.42,
            **more,
        },
    }


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the first part of the path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlsplit(self.path)
        self.server.seen.append((self.path, dict(self.headers)))
        if url.path.startswith("/api/"):
            self.registered(*url.path.removeprefix("/api/").partition("/")[::2])
            return
        play = getattr(self, url.path.strip("/").replace("/", "_").replace("-", "_"), None)
        if play is None:
            self.say(404, b"Not Found", "text/plain")
            return
        play({name: values[0] for name, values in parse_qs(url.query).items()})

    def registered(self, name, path):
        """Answer an operation of the registry, by the contract of what it answers."""
        api = apis.load(name)
        if api.token and not self.headers.get(api.token.header, "").startswith("Bearer jeton"):
            self.say(401, {"errors": [{"code": "00101", "title": "Jeton absent"}]})
            return
        if api.correlation and not re.fullmatch(
            r"[0-9a-f-]{36}", self.headers.get(api.correlation, "")
        ):
            self.say(400, b"Requete mal formee", "text/plain")
            return
        for operation in api.operations.values():
            shape = "".join(
                "[^/]+" if part.startswith("{") else re.escape(part)
                for part in re.split(r"({[^}]*})", operation.path)
            )
            if operation.method == "GET" and re.fullmatch(shape, f"/{path}"):
                answer = GOOD / name / f"{operation.contract}.json"
                self.say(200, answer.read_bytes())
                return
        self.say(404, b"Not Found", "text/plain")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers)))
        self.server.uploads.append(body)
        self.say(200, geocoded(body, self.headers["Content-Type"]), "text/csv")

    def say(self, status, body, kind="application/json", **headers):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def once(self, name):
        """Whether this is the first time that `name` is played."""
        first = name not in self.server.played
        self.server.played.add(name)
        return first

    def search(self, query):
        if query.get("q") == "x" and len(query) == 1:
            self.say(400, {"erreur": "3 caractères minimum pour les termes de la requête"})
            return
        if query.get("q", "").isdigit():
            self.siret(query["q"])
            return
        page, size = int(query.get("page", 1)), int(query.get("per_page", 10))
        total = {"beaucoup": 10000}.get(query.get("q"), 60)
        first = (page - 1) * size
        ends = min(total, first + size)
        self.say(
            200,
            {
                "results": [unite(f"{n:09}") for n in range(first, ends)],
                "total_results": total,
                "page": page,
                "per_page": size,
                "total_pages": -(-total // size),
            },
        )

    def siret(self, number):
        known = number == "21350238800019"
        results = [
            unite(number[:9], matching_etablissements=[etablissement(number)])
        ] if known else []  # fmt: skip
        if number.startswith("999"):
            results = [masked(number[:9])]
            results[0]["matching_etablissements"] = [
                etablissement(number, adresse="[NON-DIFFUSIBLE]", code_postal="[NON-DIFFUSIBLE]")
            ]
        self.say(
            200,
            {
                "results": results,
                "total_results": len(results),
                "page": 1,
                "per_page": 1,
                "total_pages": len(results),
            },
        )

    def busy_seconds_search(self, query):
        if self.once("seconds"):
            self.say(429, {"erreur": "trop de requêtes"}, Retry_After="7")
        else:
            self.search(query)

    def busy_date_search(self, query):
        if self.once("date"):
            when = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
            self.say(429, {"erreur": "trop de requêtes"}, Retry_After=when)
        else:
            self.search(query)

    def down_search(self, query):
        self.say(503, b"Service Unavailable", "text/plain")

    def broken_search(self, query):
        self.say(500, {"erreur": "erreur interne"})

    def plain_search(self, query):
        self.say(400, b"Your limit parameter is not a number or is negative", "text/plain")

    def cut_search(self, query):
        self.say(200, b'{"results": [{"siren": "12345')

    def slow_search(self, query):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(200):
            try:
                self.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
            except OSError:
                return
            time.sleep(0.05)

    def away_search(self, query):
        self.say(302, b"", Location="http://autre.example/search")

    def failing_search(self, query):
        if query.get("page") == "2" and any(self.once(f"failing {n}") for n in range(6)):
            self.say(500, {"erreur": "panne"})
        else:
            self.search(query)

    def gaspar_catnat(self, query):
        page = int(query.get("page", 1))
        row = {
            "code_national_catnat": f"INTE{page}",
            "code_insee": "75113",
            "libelle_commune": None,
            "libelle_risque_jo": "Inondations",
            "date_debut_evt": "25/12/1999",
            "date_fin_evt": "29/12/1999",
            "date_publication_arrete": "29/12/1999",
            "date_publication_jo": "30/12/1999",
        }
        self.say(
            200,
            {
                "results": 3,
                "page": page,
                "total_pages": 3,
                "data": [row],
                "response_code": 200,
                "message": None,
                "next": "http://interne.example/api/v1/gaspar/catnat?page=2",
                "previous": None,
            },
        )

    def etag_search(self, query):
        if self.headers.get("If-None-Match") == '"v1"':
            self.send_response(304)
            self.end_headers()
            return
        body = json.dumps({"results": [], "total_results": 0, "page": 1, "per_page": 10,
                           "total_pages": 0}).encode()  # fmt: skip
        self.say(200, body, ETag='"v1"')

    def v3_dss_quotient_familial_identite(self, query):
        if self.headers.get("Authorization") != "Bearer jeton-a-ne-jamais-montrer":
            self.say(401, {"errors": [{"code": "00101", "title": query.get("nomNaissance", "")}]})
            return
        self.say(
            200,
            {
                "data": {
                    "allocataires": [{"nom_naissance": "SECRETNOM", "prenoms": "Camille"}],
                    "quotient_familial": {"fournisseur": "CNAF", "valeur": 350, "mois": 13},
                },
                "links": {},
                "meta": {},
            },
        )

    def log_message(self, *_):
        pass


#: What the geocoder answers: type, score, score of the next, by the start of the address.
GEOCODER = {
    "21 rue": ("housenumber", "0.95", "0.40"),
    "rue de": ("street", "0.91", "0.30"),
    "place": ("street", "0.797", "0.763"),
    "lieu": ("locality", "0.52", ""),
    "": ("municipality", "0.964", ""),
}


def geocoded(body, kind):
    """Return the table that was sent, with the columns of the geocoder."""
    boundary = kind.partition("boundary=")[2].encode()
    parts = [part.partition(b"\r\n\r\n") for part in body.split(b"--" + boundary)]
    content = next(text for head, _, text in parts if b'name="data"' in head).rstrip(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    added = ["latitude", "longitude", "result_score", "result_score_next", "result_label",
             "result_type", "result_id", "result_postcode", "result_city", "result_citycode",
             "result_status"]  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0], *added], restval="")
    writer.writeheader()
    for row in rows:
        asked = row["adresse"].lower()
        found = next((v for k, v in GEOCODER.items() if asked.startswith(k)), None)
        if asked.startswith("inconnue"):
            writer.writerow({**row, "result_status": "not-found"})
            continue
        place = dict(zip(("result_type", "result_score", "result_score_next"), found, strict=True))
        writer.writerow({
            **row, **place, "latitude": "48.117266", "longitude": "-1.677792",
            "result_label": f"{row['adresse']} 35000 Rennes", "result_id": "35238_7290_00021",
            "result_postcode": "35000", "result_city": "Rennes", "result_citycode": "35238",
            "result_status": "ok",
        })  # fmt: skip
    return out.getvalue().encode()


@pytest.fixture
def played(monkeypatch, tmp_path):
    """A server that plays the APIs: its address, what it saw, and what it answers."""
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path / "cache"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.played, server.uploads = [], set(), []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield SimpleNamespace(
        base=f"http://127.0.0.1:{server.server_address[1]}",
        seen=server.seen,
        uploads=server.uploads,
    )
    server.shutdown()
    server.server_close()


class Answers(dict):
    """The good answers, by API and contract, read when they are asked for."""

    def __missing__(self, name):
        return json.loads((GOOD / f"{name}.json").read_bytes())


@pytest.fixture
def good():
    """Every good answer: a copy each time."""
    return Answers()


@pytest.fixture
def answers():
    """What APIs answer: functions that make it."""
    return SimpleNamespace(unite=unite, masked=masked, etablissement=etablissement, adresse=adresse)
