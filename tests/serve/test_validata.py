"""Clients of Validata switch by one address: members, tags and statuses are those they know.

``fixtures/serve/validata`` has what validata-table 0.12.5 answered to the same calls, messages
apart; ``observe.py`` there asks it again.
"""

import json
from pathlib import Path

import pytest
from tests.serve.way import PRENOMS

#: They share one server.
pytestmark = pytest.mark.xdist_group("serve")

CASES = Path(__file__).parents[2] / "fixtures" / "serve" / "validata"
NAMES = sorted(path.stem for path in CASES.glob("*.json"))
SCHEMA = f"{PRENOMS}@1.1.6"


def asked(client, name, **data):
    file = (f"{name}.csv", (CASES / f"{name}.csv").read_bytes(), "text/csv")
    return client.post("/validate", files={"file": file}, data={"schema": SCHEMA, **data})


def shape(error):
    """Return what clients sort errors by."""
    return {k: error[k] for k in ("type", "tags", "rowNumber", "fieldName", "fieldNumber", "cell")
            if k in error}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_has_the_members_and_the_errors_that_validata_gives(client, name):
    observed = json.loads((CASES / f"{name}.json").read_text())
    answer = asked(client, name)
    assert answer.status_code == observed["status"]
    content = answer.json()
    assert list(content) == observed["members"]
    assert list(content["report"]) == observed["report"]
    assert list(content["report"]["stats"]) == observed["stats"]
    assert content["options"] == observed["options"]
    assert content["url"] is None
    assert content["report"]["valid"] is observed["valid"]
    errors = content["report"]["errors"]
    # A cell that is not there is told once, as such.
    wanted = [error for error in observed["errors"] if error.get("cell") != "None"]
    assert [shape(error) for error in errors] == wanted
    for error in errors:
        assert list(error)[:4] == ["title", "message", "type", "tags"]
        assert set(error) <= {"title", "message", "type", "tags", "rowNumber", "fieldName",
                              "fieldNumber", "cell"}  # fmt: skip
    assert content["report"]["stats"]["errors"] == len(errors)
    assert content["report"]["stats"]["warnings"] == len(content["report"]["warnings"])


def as_transport_reads(content):
    """Return what transport.data.gouv.fr keeps of an answer (its TableSchemaValidator)."""
    report = content["report"]
    structure, rows = [], []
    for error in report["errors"]:
        is_structure = bool({"#structure", "#header"} & set(error["tags"]))
        if is_structure or error["type"] == "check-error":
            structure.append(error["message"])
        else:
            place = f"Colonne `{error.get('fieldName')}`, ligne {error['rowNumber']}."
            rows.append(f"{error['message']} {place}")
    return {
        "has_errors": not report["valid"],
        "errors_count": report["stats"]["errors"],
        "errors": (structure + rows)[:100],
        "validata_api_version": content["version"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_transport_and_publier_show_every_error(client, name):
    content = asked(client, name, header_case="false").json()  # which transport still sends
    shown = as_transport_reads(content)
    assert shown["has_errors"] is bool(content["report"]["errors"])
    assert shown["errors_count"] == len(shown["errors"])
    assert not any("None" in line for line in shown["errors"] if "Colonne" in line)
    for error in content["report"]["errors"]:  # publier shows errors of these tags, and no other
        assert {"#header", "#structure", "#row", "#cell", "#body"} & set(error["tags"])


def test_the_addresses_of_schemas_that_clients_send_lead_to_the_catalogue(client):
    address = "https://schema.data.gouv.fr/schemas/scdl/prenoms/1.1.6/schema.json"
    for schema in (address, address.replace("1.1.6", "latest")):
        content = asked(client, "faulty", schema=schema).json()
        assert content["schema"] == schema
        assert content["report"]["errors"]


def test_rows_are_given_where_they_are_asked_for(client):
    content = asked(client, "faulty", include_resource_data="true").json()
    assert content["options"]["include_resource_data"] == "true"
    rows = content["resource_data"]
    assert rows == content["report"]["resource_data"]
    assert rows[0][0] == "COMMUNE_NOM"
    assert rows[1][2] == "X"


def test_the_case_of_labels_is_let_pass_where_that_is_asked_for(client):
    strict = asked(client, "case").json()["report"]
    lenient = asked(client, "case", ignore_header_case="true").json()["report"]
    assert lenient["valid"]
    assert lenient["stats"]["errors"] == len(lenient["errors"]) == 0
    assert strict["stats"]["errors"] >= 0


@pytest.mark.parametrize(
    ("data", "with_file", "kind"),
    [
        ({}, True, "source-error"),
        ({"schema": ""}, True, "source-error"),
        ({"schema": SCHEMA}, False, "source-error"),
        ({"schema": "nope"}, True, "remote-source-error"),
        ({"schema": "http://127.0.0.1:9/s.json"}, True, "remote-source-error"),
        ({"schema": "../../schema.json"}, True, "remote-source-error"),
    ],
)
def test_what_is_absent_or_cannot_be_had_is_a_400_with_the_call_in_it(
    client, data, with_file, kind
):
    files = {"file": ("a.csv", "x\n")} if with_file else {"other": ("a.csv", "x\n")}
    answer = client.post("/validate", files=files, data=data)
    assert answer.status_code == 400
    content = answer.json()
    assert list(content) == ["schema", "url", "options", "version", "date", "error"]
    assert content["schema"] == data.get("schema")
    assert content["error"]["type"] == kind
    assert content["error"]["message"]


@pytest.mark.parametrize("query", ["", "schema=x", "url=http://x/", "schema=&url="])
def test_a_parameter_that_is_absent_is_told_by_name(client, query):
    answer = client.get(f"/validate?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "source-error"
    name = "schema" if "schema=x" not in query else "url"
    assert name in answer.json()["error"]["message"]


def test_a_file_that_cannot_be_read_is_a_400(client):
    files = {"file": ("a.xlsx", b"PK\x03\x04broken")}
    answer = client.post("/validate", files=files, data={"schema": SCHEMA})
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "source-error")


def test_no_address_is_fetched_where_no_host_is_named(client):
    answer = client.get("/validate", params={"schema": SCHEMA, "url": "http://a.example/a.csv"})
    assert answer.status_code == 400
    assert answer.json()["url"] == "http://a.example/a.csv"


def test_nothing_is_left_of_a_call(client):
    before = client.app.state.space.uploads.count()
    asked(client, "faulty")
    assert client.app.state.space.uploads.count() == before


def test_an_address_is_judged_as_a_file_is(tmp_path, monkeypatch):
    """The guard is told that this machine is public; all else is as it is served."""
    import functools
    import http.server
    import threading

    from tamis.serve import tasks
    from tamis.sources import public_hosts

    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(CASES))
    monkeypatch.setattr(handler.func, "log_message", lambda *_: None)
    monkeypatch.setattr(public_hosts, "is_public", lambda _: True)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/faulty.csv"
        limits = {"size": 1 << 20, "memory": 0, "seconds": 10, "hosts": ["127.0.0.1"]}
        request = {
            "task": "validata", "address": address, "schema": SCHEMA, "limits": limits,
            "folder": str(tmp_path), "target": str(tmp_path / "answer.json"),
            "head": {"url": address}, "ignores_case": False, "with_data": False,
        }  # fmt: skip
        tasks.do(request, lambda _: None)
        server.shutdown()
    assert json.loads((tmp_path / "answer.json").read_text())["report"]["errors"]
