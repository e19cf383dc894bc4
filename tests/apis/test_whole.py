"""From the question to the release, as a user goes: fetch, check, flatten, validate, aggregate."""

import json

import pytest

from tamis.cli.main import main
from tamis.loading import apis
from tamis.sources import sidecar

#: What is asked of the main operations of open APIs.
MAIN = {
    "recherche-entreprises": ("search", ["q=mairie"], "unites-legales"),
    "adresse": ("search", ["q=21 rue de paris"], "adresses"),
    "decoupage-administratif": ("communes", ["codeDepartement=22"], "communes"),
    "georisques": ("gaspar_catnat", ["code_insee=75113"], "gaspar_catnat"),
    "data-gouv": ("datasets", ["q=sirene"], "datasets"),
    "api-gouv": ("apis", [], "apis"),
}
#: Open APIs whose rows follow no schema of ours: those of the resource, or none.
WITHOUT = {"tabular", "annuaire-entreprises"}


def operations():
    """Return every operation that can be asked for."""
    return [
        (name, operation.name)
        for name in apis.names()
        for operation in apis.load(name).operations.values()
        if operation.method == "GET" and operation.path
    ]


@pytest.fixture
def run(capsys):
    """Run a command; return its exit code and what it said."""

    def call(*words):
        with pytest.raises(SystemExit) as done:
            main([str(one) for one in words])
        return done.value.code, capsys.readouterr()

    return call


@pytest.mark.parametrize(("name", "operation"), operations())
def test_every_operation_is_asked_checked_and_put_in_tables(
    name, operation, played, run, tmp_path, monkeypatch
):
    api = apis.load(name)
    known = api.operations[operation]
    if api.token:
        monkeypatch.setenv(api.token.variable, "jeton-de-test")
    given = [f"{one}=1" for one in known.required]
    answer, base = tmp_path / "answer.json", f"{played.base}/api/{name}"
    code, said = run("api", "fetch", name, operation, *given, "-o", answer, "--base", base)
    assert (code, said.err.count("jeton")) == (0, 0), said.err
    assert sidecar.read(answer).operation == operation
    code, said = run("api", "check", name, answer, "-f", "json")
    report = json.loads(said.out)
    assert (code, report["counts"]) == (0, {})
    assert report["schema"]["name"] == f"{name}/{known.contract}"
    for table in known.tables:
        rows = tmp_path / f"{table}.csv"
        assert run("api", "flatten", name, answer, "--table", table, "-o", rows)[0] == 0
        assert run("validate", rows, "-s", f"api:{name}/{table}")[0] == 0


def test_every_open_api_has_a_main_operation():
    openly = {name for name in apis.names() if apis.load(name).access == "open"}
    assert openly == MAIN.keys() | WITHOUT


@pytest.mark.parametrize("name", MAIN)
def test_from_the_question_to_the_release(name, played, run, tmp_path):
    operation, given, table = MAIN[name]
    answer, rows, release = tmp_path / "a.json", tmp_path / "a.csv", tmp_path / "release"
    base = f"{played.base}/api/{name}"
    assert run("api", "fetch", name, operation, *given, "-o", answer, "--base", base)[0] == 0
    assert run("api", "check", name, answer)[0] == 0
    assert run("api", "flatten", name, answer, "--table", table, "-o", rows)[0] == 0
    schema = f"api:{name}/{table}"
    code, said = run("validate", rows, "-s", schema, "-f", "json")
    assert (code, json.loads(said.out)["valid"]) == (0, True)
    assert run("normalize", rows, "-s", schema, "-o", tmp_path / "n.csv")[0] == 0
    code, said = run("aggregate", rows, "-s", schema, "-o", release)
    assert code == 0, said.err
    lines = {len(one.read_bytes().splitlines()) for one in release.glob("*.csv")}
    assert len(rows.read_bytes().splitlines()) in lines
