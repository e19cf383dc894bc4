"""Made-up answers conform, are asked like the API, and stay on this machine."""

import json
import threading
from types import SimpleNamespace

import pytest

import tamis
from tamis.apis import mock
from tamis.apis.fetch import fetch
from tamis.apis.request import FetchOptions
from tamis.contracts.specimen import specimen
from tamis.contracts.written_patterns import text_matching
from tamis.loading import apis, json_schema, references
from tamis.sources.api_client import ApiClient


def names():
    return [(api.name, name) for api in apis.sound() for name in sorted(apis.contract_names(api))]


@pytest.mark.parametrize("api", sorted({api for api, _ in names()}))
def test_every_contract_has_specimens_that_conform(api):
    loaded = apis.load(api)
    for name in apis.contract_names(loaded):
        contract = apis.contract(loaded, name)
        validator = references.validator(contract)
        assert all(validator.is_valid(specimen(contract, number)) for number in (0, 3))


def test_texts_of_a_format_under_any_name_are_made():
    contract = {"type": "object", "properties": {"x": {"type": "string", "format": "uri"}}}
    assert specimen(json_schema.from_descriptor(contract)) == {"x": "https://exemple.fr/1"}


def test_what_nothing_conforms_to_is_told():
    with pytest.raises(tamis.SchemaError):
        specimen(json_schema.from_descriptor({"allOf": [{"type": "string"}, {"type": "integer"}]}))


@pytest.mark.parametrize(
    "keywords",
    [
        {"pattern": r"^\d{5}(-\d+)?$"}, {"pattern": "^(a|b)[^a-z]x{2,4}$"},
        {"pattern": r"^\w+\s.$"},
        {"minLength": 30}, {"maxLength": 3}, {"pattern": "^(?:[013-9]\\d|2[AB1-9])\\d{3}$"},
    ],
)  # fmt: skip
def test_texts_are_written_out_of_patterns(keywords):
    text = text_matching(keywords, ["exemple 1", "exemple"])
    contract = json_schema.from_descriptor({"type": "string", **keywords})
    assert references.validator(contract).is_valid(text)


@pytest.fixture
def mocked(tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path / "cache"))
    servers = []

    def ask(name, operation, *, whole=False, **params):
        api = apis.load(name)
        server = mock.server(api)
        assert server.server_address[0] == "127.0.0.1"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        base = f"http://127.0.0.1:{server.server_address[1]}"
        options = FetchOptions(
            api=api, operation=api.operations[operation], params=tuple(params.items()),
            output=tmp_path / ("a.ndjson" if whole else "a.json"), all=whole, base=base,
        )  # fmt: skip
        client = ApiClient(api=api, base=base, sleep=lambda _: None)
        return fetch(options, client=client)

    yield SimpleNamespace(ask=ask)
    for server in servers:
        server.shutdown()
        server.server_close()


def test_pages_of_a_rehearsal_are_followed(mocked):
    done = mocked.ask("recherche-entreprises", "search", whole=True, q="ecole", per_page="2")
    assert (done.records, done.total, done.pages, done.cut) == (5, 5, 3, False)


def test_a_restricted_api_is_rehearsed_with_any_token(mocked, monkeypatch, tmp_path):
    api = apis.load("api-particulier")
    operation = api.operations["quotient_familial"]
    params = dict.fromkeys(operation.required, "x")
    monkeypatch.setenv(api.token.variable, "jeton-de-repetition")
    done = mocked.ask("api-particulier", "quotient_familial", **params)
    value = json.loads(done.output.read_bytes())
    assert value["data"]["allocataires"][0]["nom_naissance"] == "EXEMPLE"
    from tamis.app import check_answer

    assert check_answer("api-particulier", done.output).valid


def test_refusals_are_those_of_the_api():
    mocked = mock.MockApi(apis.load("api-entreprise"))
    operation = next(op for op in apis.load("api-entreprise").operations.values() if op.path)
    path = operation.path.replace("{", "").replace("}", "")
    assert mocked.answer("GET", path, {}).status == 401
    assert mocked.answer("GET", path, {"Authorization": "Bearer x"}).status in {200, 400}
    assert mocked.answer("GET", path, {"Prefer": "code=404"}).status == 404
    assert mocked.answer("GET", "/rien", {}).status == 404
    with pytest.raises(tamis.UsageError):
        mock.server(apis.load("ameli"))
