"""Definitions become entries of the registry: contracts hold, pages are followed, tokens travel."""

import http.server
import json
import threading
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

import tamis
from tamis.apis.fetch import fetch
from tamis.apis.flatten import flatten
from tamis.apis.request import FetchOptions
from tamis.app import check_answer
from tamis.cli.main import cli
from tamis.contracts.specimen import specimen
from tamis.loading import apis, json_schema, references
from tamis.openapi import registry
from tamis.openapi.entry import build
from tamis.sources.api_client import ApiClient


@pytest.fixture(scope="module")
def folder(request):
    return request.config.rootpath / "fixtures" / "openapi"


@pytest.fixture(scope="module")
def paged(folder):
    return build(str(folder / "cases" / "paged-3.1.yaml"))


@pytest.fixture
def store(monkeypatch, tmp_path):
    monkeypatch.setenv("TAMIS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path / "cache"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ecoles(paged, store):
    registry.write(paged)
    return apis.load("api-des-ecoles")


def holds(contract, value):
    return references.validator(json_schema.from_descriptor(contract)).is_valid(value)


def test_what_a_definition_says(paged):
    content = paged.content
    assert (content["base"], content["rate"]) == ("https://api.exemple.fr/v1", 5.0)
    assert content["token"] == {
        "variable": "API_DES_ECOLES_TOKEN", "header": "X-Cle", "scheme": "",
    }  # fmt: skip
    assert content["access"] == "account"
    operation = content["operations"]["list_ecoles"]
    assert operation["parameters"] == ["page", "taille", "perPage", "statut"]
    assert operation["choices"] == {"statut": ["NO", "ON", "01"]}
    assert set(operation["contracts"]) == {"200", "404", "4XX"}
    assert content["operations"]["ecoles_id"]["required"] == ["id"]
    assert content["operations"]["ecoles_id"]["headers"] == ["X-Trace"]


@pytest.mark.parametrize(
    ("name", "paging"),
    [
        ("list_ecoles", {"kind": "page", "page": "page", "size": "perPage", "most": 2,
                         "total": "total", "first": 0, "last": 9, "cut": 20}),
        ("rangs", {"kind": "offset", "page": "offset", "size": "limit", "most": 2, "cut": 6}),
        ("curseurs", {"kind": "cursor", "page": "curseur", "size": "nombre", "begin": "*",
                      "next": "header/curseurSuivant", "total": "header/total"}),
        ("liens", {"kind": "link"}),
    ],
)  # fmt: skip
def test_pages_are_recognised(paged, name, paging):
    known = paged.content["operations"][name]["paging"]
    assert {key: known[key] for key in paging} == paging


def test_a_table_is_inferred(paged):
    table = paged.tables["list_ecoles"]
    assert table["tamis:records"] == "results"
    columns = {field["name"]: (field["type"], field["tamis:from"]) for field in table["fields"]}
    assert columns["ouverture"] == ("date", "ouverture")
    assert columns["effectif"] == ("integer", "effectif")
    assert columns["adresse_ville"] == ("string", "adresse/ville")


def test_references_are_followed_within_the_folder_alone(folder):
    entry = build(str(folder / "cases" / "folder" / "split-3.0.yaml"))
    contract = entry.contracts["lieux.200"]
    assert holds(contract, [{"nom": None, "choix": None, "dehors": None, "note": 0.5}])
    for wrong in ([{}], [{"nom": 1}], [{"nom": "a", "note": 0}], [{"nom": "a", "choix": "c"}],
                  [{"nom": "a", "dehors": {}}], {}):  # fmt: skip
        assert not holds(contract, wrong)
    assert len(entry.notes) == 2
    with pytest.raises(tamis.RefusedError, match="ailleurs"):
        build(str(folder / "cases" / "outside-3.0.yaml"))


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"openapi": "4.0.0", "paths": {}}', '{"swagger": "2.0", "paths": {}}',
             '{"openapi": "3.0.0", "info": null, "paths": {"/a": {"get": null}}}', "a: [b"],
)  # fmt: skip
def test_what_is_no_definition_is_told(tmp_path, text):
    path = tmp_path / "d.yaml"
    path.write_text(text)
    with pytest.raises(tamis.SchemaError):
        build(str(path))


# --- published definitions

PUBLISHED = [
    "petstore-2.0.json", "petstore-simple-2.0.json", "petstore-expanded-3.0.json", "uspto-3.0.json",
    "link-example-3.0.json", "complex-nesting-3.0.json", "response-schemas-3.0.json",
    "circular-3.0.json", "schema-visibility-3.0.json", "hoot-3.0.json",
    "schema-additional-properties-3.0.json", "petstore-3.1.json", "geo-2.0.yml",
    "recherche-entreprises-3.0.yml",
]  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_definitions(folder, name):
    entry = build(str(folder / name))
    assert entry.contracts
    assert not entry.notes
    for operation in entry.content["operations"].values():
        assert not operation["contract"] or operation["contract"] in entry.contracts
        assert set(operation["contracts"].values()) <= entry.contracts.keys()
        assert set(operation.get("tables", ())) <= entry.tables.keys()


def test_a_name_is_taken_once(ecoles, paged, folder):
    assert "api-des-ecoles" in apis.names()
    with pytest.raises(tamis.UsageError, match="--replace"):
        registry.write(paged)
    registry.write(paged, replace=True)
    with pytest.raises(tamis.UsageError, match="--name"):
        registry.write(build(str(folder / "cases" / "paged-3.1.yaml"), name="adresse"))
    registry.remove("api-des-ecoles")
    with pytest.raises(tamis.UsageError):
        apis.load("api-des-ecoles")


def test_a_damaged_entry_is_told_and_hides_nothing(ecoles, tmp_path):
    (apis.added_root() / "api-des-ecoles" / "api.json").write_text('{"title": 1}')
    with pytest.raises(tamis.SchemaError, match="api remove"):
        apis.load("api-des-ecoles")
    assert apis.load("ban").name == "adresse"
    assert CliRunner().invoke(cli, ["api", "list"]).exit_code == 0


def test_an_answer_is_held_against_the_contract_of_its_status(ecoles, write):
    error = write("e.json", '{"message": "rien"}')
    report = check_answer("api-des-ecoles", error, operation="list_ecoles", status="410")
    assert report.valid
    assert not check_answer("api-des-ecoles", error, operation="list_ecoles").valid
    with pytest.raises(tamis.UsageError, match="500"):
        check_answer("api-des-ecoles", error, operation="list_ecoles", status="500")


@pytest.fixture
def guichet(folder, store):
    """The idioms of the State's restricted APIs: anchors, nullable, examples, shared errors."""
    registry.write(build(str(folder / "guichet-3.0.yaml"), name="guichet", is_restricted=True))
    return apis.load("guichet")


def test_the_idioms_of_restricted_apis_are_read(guichet):
    assert (guichet.access, guichet.token.scheme) == ("restricted", "Bearer")
    assert guichet.rate == pytest.approx(50 / 60, abs=1e-4)
    etablissement = guichet.operations["v3_registre_etablissements_siret"]
    assert set(etablissement.contracts) == {"200", "401", "404", "502"}
    assert etablissement.required == ("siret", "context", "object")
    answers = apis.contract(guichet, etablissement.contract)
    for number in range(4):
        made = specimen(answers, number)
        assert references.validator(answers).is_valid(made)
    whole = specimen(answers)

    def holds_with(**members):
        answer = {**whole, "data": {**whole["data"], **members}}
        return references.validator(answers).is_valid(answer)

    nullable = ("date_fermeture", "tranche", "adresse", "adresse_postale")
    assert all(holds_with(**{name: None}) for name in nullable)
    assert not any(holds_with(**{name: None}) for name in ("siege_social", "personne"))
    wrong = {
        "date_fermeture": "2021", "tranche": "99", "adresse": {}, "siege_social": "oui",
        "adresse_postale": {"code_commune": "271"}, "personne": {"nom": "x"},
    }  # fmt: skip
    assert not any(holds_with(**{name: value}) for name, value in wrong.items())


def test_an_error_is_told_apart_and_held_against_its_status(guichet, write):
    error = {"errors": [{"code": "00101", "title": "Interdit", "source": None, "meta": {}}]}
    path = write("error.json", json.dumps(error))
    report = check_answer("guichet", path, operation="v3_registre_mandataires")
    assert dict(report.before.counts) == {"api.error-answer": 1}
    # 401 is described by one of the two operations only
    assert check_answer("guichet", path, status="401").valid
    assert not check_answer("guichet", write("e.json", '{"errors": 1}'), status="401").valid
    with pytest.raises(tamis.UsageError, match="418"):
        check_answer("guichet", path, status="418")


@pytest.mark.parametrize(
    ("security", "where"),
    [
        ([{"mutuel": []}, {"cle": []}], "X-Cle"),
        ([{"jeton": [], "cle": []}, {"cle": []}], "X-Cle"),
        ([{"jeton": []}, {"cle": []}], "Authorization"),
        ([{"absent": []}, {"parametre": []}], ""),
    ],
    ids=["unusable", "both", "first", "absent"],
)
def test_of_alternative_schemes_the_first_that_can_be_used_is(tmp_path, security, where):
    definition = {
        "openapi": "3.0.0", "info": {"title": "X", "version": "1"},
        "servers": [{"url": "https://x.exemple.fr"}], "security": security,
        "paths": {"/a": {"get": {"responses": {"200": {"description": "x", "content": {
            "application/json": {"schema": {"type": "object", "properties": {"a": {}}}}}}}}}},
        "components": {"securitySchemes": {
            "mutuel": {"type": "mutualTLS"}, "jeton": {"type": "http", "scheme": "bearer"},
            "cle": {"type": "apiKey", "in": "header", "name": "X-Cle"},
            "parametre": {"type": "apiKey", "in": "query", "name": "cle"},
        }},
    }  # fmt: skip
    path = tmp_path / "x.json"
    path.write_text(json.dumps(definition))
    token = build(str(path)).content["token"]
    assert token.get("header", "Authorization") == where


# --- a server


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.server.seen.append((url.path, query, dict(self.headers)))
        items = [{"id": f"{n:03}", "nom": f"École {n}"} for n in range(5)]
        headers = {}
        if url.path == "/ecoles":
            first = int(query["page"]) * 2
            body = {"total": 5, "results": items[first : first + 2]}
        elif url.path == "/rangs":
            first = int(query["offset"])
            body = items[first : first + 2]
        elif url.path == "/curseurs":
            first = 0 if query["curseur"] == "*" else int(query["curseur"])
            after = str(min(first + 2, 5))
            body = {"header": {"total": 5, "curseurSuivant": after},
                    "etablissements": items[first : first + 2]}  # fmt: skip
        else:
            first = int(query.get("depuis", 0))
            body = items[first : first + 2]
            if first < 4:
                headers["Link"] = f'</liens?depuis={first + 2}>; rel="next"'
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def served(ecoles, tmp_path, monkeypatch):
    monkeypatch.setenv("API_DES_ECOLES_TOKEN", "cle-secrete")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen = []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"

    def ask(name, *, whole=True, **params):
        output = tmp_path / f"{name}.ndjson"
        options = FetchOptions(
            api=ecoles, operation=ecoles.operations[name], params=tuple(params.items()),
            output=output, all=whole, base=base,
        )  # fmt: skip
        client = ApiClient(api=ecoles, base=base, sleep=lambda _: None)
        return fetch(options, client=client), output

    yield SimpleNamespace(ask=ask, seen=server.seen, api=ecoles, folder=tmp_path)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ["list_ecoles", "curseurs", "liens"])
def test_pages_of_an_added_api_are_followed(served, name):
    done, output = served.ask(name)
    assert [json.loads(line)["id"] for line in output.read_text().splitlines()] == [
        f"{n:03}" for n in range(5)
    ]
    assert (done.cut, done.pages) == (False, 3)
    has_key = {headers.get("X-Cle") for _, _, headers in served.seen}
    assert has_key == ({"cle-secrete"} if name == "list_ecoles" else {None})


def test_pages_by_rank_stop_at_the_ceiling_that_is_stated(served):
    done, _ = served.ask("rangs")
    assert (done.records, done.pages) == (5, 3)
    assert [query["offset"] for _, query, _ in served.seen] == ["0", "2", "4"]


def test_values_that_a_parameter_does_not_list_are_refused(served):
    with pytest.raises(tamis.UsageError, match="statut"):
        served.ask("list_ecoles", statut="autre")
    assert served.seen == []


def test_from_the_answer_to_the_table(served):
    _, output = served.ask("list_ecoles")
    table = served.folder / "t.csv"
    done = flatten(str(output), served.api, table)
    assert (done.rows, done.unmapped) == (5, ())
    assert tamis.validate(table, done.schema).valid


def test_the_command_line(store, folder):
    run = CliRunner().invoke
    path = str(folder / "cases" / "paged-3.1.yaml")
    done = run(cli, ["api", "add", path, "--name", "ecoles", "--restricted", "--lang", "en"])
    assert (done.exit_code, "ECOLES_TOKEN" in done.output) == (0, True)
    assert apis.load("ecoles").restricted
    assert "4XX" in run(cli, ["api", "show", "ecoles"]).output
    assert "ecoles" in run(cli, ["api", "list"]).output
    assert run(cli, ["api", "remove", "ecoles"]).exit_code == 0
    assert isinstance(run(cli, ["api", "remove", "ecoles"]).exception, tamis.UsageError)


# --- what strangers write


def entry_of(tmp_path, schema, components=None, **more):
    """Return the entry of a definition of one answer."""
    answer = {"content": {"application/json": {"schema": schema}}}
    definition = {
        "openapi": "3.0.3", "info": {"title": "X"}, "paths": {"/a": {"get": {"responses": {
            "200": answer, "2/../../x": answer}}}},
        "components": {"schemas": components or {}}, **more,
    }  # fmt: skip
    path = tmp_path / "d.json"
    path.write_text(json.dumps(definition))
    return build(str(path))


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string", "enum": ["x", None], "nullable": True}, [None, "x"], ["y", 1]),
        ({"$ref": "#/components/schemas/B", "nullable": True}, [None, {"q": 1}], [{}]),
        ({"oneOf": [{"$ref": "#/components/schemas/B"}], "nullable": True}, [None], [{}]),
        ({"nullable": True}, [None, 1], []),
        ({"type": "number", "maximum": 5, "exclusiveMaximum": True}, [4.9], [5]),
        ({"type": "string", "pattern": "^(?!x).*$"}, ["a"], ["x"]),
        ({"type": "integer", "minimum": "1", "required": "x", "properties": []}, [-3], ["a"]),
        ({"allOf": [{"$ref": "#/components/schemas/B"}, {"type": "object"}]}, [{"q": 1}], [{}]),
        ({"type": {"a": 1}, "items": [{}], "enum": {}, "allOf": {}}, [1, "a"], []),
        ({"$ref": "#/components/schemas/Self"}, [{}], []),
    ],
)
def test_schemas_as_they_are_written(tmp_path, schema, good, bad):
    components = {
        "B": {"type": "object", "required": ["q"]},
        "Self": {"allOf": [{"$ref": "#/components/schemas/Self"}] * 9},
    }
    entry = entry_of(tmp_path, schema, components)
    assert list(entry.contracts) == ["a.200"]  # no name of a file is made of anything else
    assert all(holds(entry.contracts["a.200"], value) for value in good)
    assert not any(holds(entry.contracts["a.200"], value) for value in bad)


def test_what_stands_beside_a_reference_counts_from_3_1_on(tmp_path):
    schema = {"$ref": "#/components/schemas/B", "required": ["z"]}
    components = {"B": {"type": "object", "properties": {"q": {"type": ["integer", "null"]}}}}
    entry = entry_of(tmp_path, schema, components, openapi="3.1.0")
    assert holds(entry.contracts["a.200"], {"z": 1, "q": None})
    assert not any(holds(entry.contracts["a.200"], value) for value in ({}, {"z": 1, "q": "a"}))
    assert holds(entry_of(tmp_path, schema, components).contracts["a.200"], {})


@pytest.mark.parametrize(
    ("url", "base"),
    [("file:///etc", ""), ("http://u:secret@h.example/x/", "http://h.example/x"), ("/v1", ""),
     ("//h.example", "https://h.example"), ("https://{a}.example", "")],
)  # fmt: skip
def test_the_address_of_an_api_is_one_of_the_web_and_holds_no_password(tmp_path, url, base):
    assert entry_of(tmp_path, {}, servers=[{"url": url}]).content["base"] == base
