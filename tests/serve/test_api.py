"""Our own API: forms, jobs, problems; its description holds, as far as schemathesis asks."""

import csv
import io
import json
import threading

import pytest
from tests.serve.way import ADDRESS, HEADER, PRENOMS

import tamis
from tamis.serve.application import build
from tamis.serve.options import ServeOptions
from tamis.serve.report_forms import form_of

#: They share one server.
pytestmark = pytest.mark.xdist_group("serve")

CONTENT = f"{HEADER}\nRennes,35238,X,Léo,1,2020\n"
FILE = {"file": ("a.csv", CONTENT)}
#: The machine of the tests may be busy.
PATIENT = "?wait=60"


@pytest.mark.parametrize(
    ("accept", "kind", "holds"),
    [
        ("*/*", "application/json", '"findings"'),
        ("text/html;q=0.8, image/png", "text/html", "<!DOCTYPE html>"),
        ("text/csv", "text/csv", "cell.off-list"),
        ("application/sarif+json", "application/sarif+json", "cell.off-list"),
        ("text/markdown", "text/markdown", "NON CONFORME"),
    ],
)
def test_a_report_comes_in_the_form_that_is_accepted(client, accept, kind, holds):
    headers = {"accept": accept, "accept-language": "fr"}
    answer = client.post(
        f"/api/validate{PATIENT}", files=FILE, data={"schema": PRENOMS}, headers=headers
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert holds in answer.text
    assert "sandbox" in answer.headers["content-security-policy"]


def test_the_weight_of_what_is_accepted_decides():
    assert form_of("text/html;q=0.2, text/csv;q=0.9") == "csv"
    assert form_of("text/html;q=x, application/json") == "json"


def test_a_file_is_normalised_and_its_parts_are_given(client, tmp_path):
    content = f"{HEADER}\nRennes,35238,f,Léo ,1,2020\n"
    answer = client.post(
        f"/api/normalize{PATIENT}", files={"file": ("a.csv", content)}, data={"schema": PRENOMS}
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["valid"], told["rows"]) == (True, 1)
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    tamis.normalize(tmp_path / "a.csv", PRENOMS, tmp_path / "b.csv", journal=tmp_path / "j.csv")
    assert client.get(told["output"]).content == (tmp_path / "b.csv").read_bytes()
    assert client.get(told["journal"]).content == (tmp_path / "j.csv").read_bytes()
    assert client.get(told["report"]).json()["valid"] is True


def test_the_schema_of_a_file_is_found(client):
    told = client.post("/api/detect", files=FILE).json()
    assert told["format"] == "csv"
    assert told["header"][0] == "COMMUNE_NOM"
    assert told["schemas"][0] == {"name": PRENOMS, "version": "1.1.6", "certainty": 1.0}


def test_the_catalogue_is_listed_searched_and_given(client):
    every = client.get("/api/schemas").json()
    found = client.get("/api/schemas", params={"q": "prénoms"}).json()
    assert found[0]["name"] == PRENOMS
    assert len(every) > len(found)
    assert client.get(f"/api/schemas/{PRENOMS}").json()["fields"][0]["name"] == "COMMUNE_NOM"
    gone = client.get("/api/schemas/a/b")
    assert (gone.status_code, gone.headers["content-type"]) == (404, "application/problem+json")


def test_what_takes_long_is_a_job_that_is_followed(client):
    rows = "Rennes,35238,F,Léo,1,2020\n" * 20_000
    answer = client.post(
        "/api/validate?wait=0", files={"file": ("a.csv", f"{HEADER}\n{rows}")},
        data={"schema": PRENOMS},
    )  # fmt: skip
    assert answer.status_code == 202
    status = answer.json()
    assert answer.headers["location"] == status["status"]
    with client.stream("GET", status["events"]) as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in events.iter_lines() if line.startswith("data: ")]
    last = json.loads(lines[-1][6:])
    assert (last["state"], last["rows"]) == ("done", 20_000)
    assert client.get(status["status"]).json()["state"] == "done"
    assert client.get(status["result"]).json()["stats"]["rows"] == 20_000
    assert client.delete(status["status"]).status_code == 204
    assert client.get(status["status"]).status_code == 404


@pytest.mark.parametrize(
    ("path", "files", "data", "status"),
    [
        ("/api/validate", None, {}, 400),
        ("/api/validate", FILE, {"url": "http://a.example/"}, 400),
        ("/api/validate", FILE, {"schema": "nope"}, 400),
        ("/api/normalize", FILE, {}, 422),
        ("/api/normalize", FILE, {"schema": PRENOMS, "unsafe": "perhaps"}, 422),
        ("/api/validate?wait=1000", FILE, {"schema": PRENOMS}, 422),
        ("/api/detect", {"file": ("a.xlsx", b"PK\x03\x04")}, {}, 400),
        ("/api/nothing", None, {}, 404),
    ],
)
def test_what_cannot_be_done_is_a_problem(client, path, files, data, status):
    answer = client.post(path, files=files, data=data)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["title"]
    assert problem["status"] == status
    assert "Traceback" not in answer.text


def test_sentences_are_in_the_language_that_is_accepted(client):
    for lang, title in (("fr", "Envoyez un fichier"), ("en", "Send a file")):
        answer = client.post("/api/validate", headers={"accept-language": lang})
        assert answer.json()["title"].startswith(title)


def test_many_calls_at_once_are_all_answered(client):
    answers = []

    def call():
        answers.append(client.post("/api/detect", files=FILE).status_code)

    threads = [threading.Thread(target=call) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 12


def test_a_csv_report_is_one_that_csv_reads(client):
    answer = client.post(f"/api/validate{PATIENT}", files=FILE, headers={"accept": "text/csv"})
    assert len(list(csv.DictReader(io.StringIO(answer.text, newline="")))) == 1


def test_the_description_is_that_of_what_is_served(client):
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/api/validate", "/api/normalize", "/api/detect", "/api/schemas"} <= set(
        described["paths"]
    )
    page = client.get("/apidocs", headers={"accept": "text/html"}).text
    assert "POST /api/validate" in page
    home = client.get("/", headers={"accept": "application/json"})
    assert home.json()["apidocs_href"] == "/apidocs"


@pytest.mark.filterwarnings("ignore")
def test_schemathesis_finds_no_answer_that_is_not_described():
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, given, settings
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    app = build(ServeOptions(jobs=1))  # of its own, for it ends with what asks it
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"host": "127.0.0.1"})
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=1,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def hold(case):
            case.headers = {
                **(case.headers or {}),
                "Host": "127.0.0.1",
                "Origin": "http://127.0.0.1",
            }
            answer = case.call(base_url=ADDRESS, timeout=300)
            assert answer.status_code < 500
            # What is well formed may still be no file that can be read.
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])

        hold()  # fmt: skip
