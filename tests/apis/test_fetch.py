"""Asking politely: pages, pace, retries, faults, and what must never be shown."""

import json
import logging
from dataclasses import replace

import pytest

import tamis
from tamis.apis.fetch import fetch
from tamis.apis.request import FetchOptions
from tamis.loading import apis
from tamis.model.limits import Limits
from tamis.sources import sidecar
from tamis.sources.api_client import ApiClient

#: Who is asked for: it stands in the address of a restricted API.
IDENTITY = {
    "recipient": "21350238800019",
    "nomNaissance": "SECRETNOM",
    "prenoms[]": "SECRETPRENOM",
    "sexeEtatCivil": "F",
}
TOKEN = "jeton-a-ne-jamais-montrer"  # noqa: S105 planted, to be looked for


@pytest.fixture
def ask(played, tmp_path):
    """Fetch from the played server; waits are noted, not waited for."""

    def asked(api, operation, *, at="", output="a.ndjson", limits=Limits(), **given):  # noqa: B008
        loaded = apis.load(api)
        waits, said = [], []
        settings = {k: given.pop(k) for k in ("all", "resume", "fresh") if k in given}
        client = ApiClient(api=loaded, base=played.base + at, sleep=waits.append)
        known = apis.operation(loaded, operation)
        if paging := given.pop("paging", None):
            known = replace(known, paging=replace(known.paging, **paging))
        order = FetchOptions(
            api=loaded,
            operation=known,
            params=tuple(given.items()),
            output=tmp_path / output,
            limits=limits,
            **settings,
        )
        done = fetch(order, warn=lambda text: said.append(str(text)), client=client)
        asked.waits, asked.said = waits, said
        return done

    return asked


def lines(done):
    return [json.loads(line) for line in done.output.read_text(encoding="utf-8").splitlines()]


def test_pages_follow_one_another_to_the_end(ask, played):
    done = ask("recherche-entreprises", "search", q="mairie", all=True)
    assert (done.records, done.total, done.requests, done.cut) == (60, 60, 3, False)
    assert [one["siren"] for one in lines(done)] == [f"{n:09}" for n in range(60)]
    assert all("per_page=25" in path for path, _ in played.seen)
    assert all(headers["User-Agent"].startswith("tamis/") for _, headers in played.seen)
    said = sidecar.read(done.output)
    assert (said.api, said.records, said.total) == ("recherche-entreprises", 60, 60)
    assert "mairie" not in sidecar.sidecar_path(done.output).read_text()


def test_the_official_rate_is_kept_with_a_margin(monkeypatch):
    waits = []
    monkeypatch.setattr("tamis.sources.api_client.time.monotonic", lambda: 100.0)
    client = ApiClient(api=apis.load("recherche-entreprises"), sleep=waits.append)
    for _ in range(3):
        client._keep_pace()
    assert waits == pytest.approx([1 / 5.6, 2 / 5.6])


def test_the_cut_at_10000_is_told(ask):
    paging = apis.load("recherche-entreprises").operations["search"].paging
    assert (paging.cut, paging.last, paging.most) == (10000, 1000, 25)
    less = {"cut": 100, "last": 10}
    done = ask("recherche-entreprises", "search", q="beaucoup", all=True, paging=less)
    assert (done.records, done.requests, done.cut) == (100, 4, True)
    assert any("10000" in one for one in ask.said)
    less = {"cut": 0, "last": 2}
    done = ask("recherche-entreprises", "search", q="mairie", all=True, paging=less)
    assert (done.records, done.total, done.cut) == (50, 60, True)


def test_one_page_of_many_says_so(ask):
    done = ask("recherche-entreprises", "search", q="mairie", output="a.json")
    assert (done.records, done.total) == (10, 60)
    assert any("--all" in one for one in ask.said)


@pytest.mark.parametrize(("at", "least"), [("/busy-seconds", 7), ("/busy-date", 7)])
def test_retry_after_is_obeyed_in_both_forms(ask, at, least):
    ask("recherche-entreprises", "search", at=at, q="mairie", output="a.json")
    assert least <= max(ask.waits) < 11


@pytest.mark.parametrize(("at", "said"), [("/down", "503"), ("/broken", "500 .* erreur interne")])
def test_what_stays_down_is_given_up(ask, played, at, said):
    with pytest.raises(tamis.SourceError, match=said):
        ask("recherche-entreprises", "search", at=at, q="mairie")
    assert 2 <= len(played.seen) <= 6


@pytest.mark.parametrize(("at", "said"), [("/plain", "limit parameter"), ("/cut", "JSON")])
def test_errors_are_told_and_not_asked_again(ask, played, tmp_path, at, said):
    with pytest.raises(tamis.SourceError, match=said):
        ask("recherche-entreprises", "search", at=at, q="mairie", output="a.json")
    assert len(played.seen) == 1
    assert not (tmp_path / "a.json").exists()


def test_an_error_of_the_api_is_shown(ask):
    with pytest.raises(tamis.SourceError, match="3 caractères minimum"):
        ask("recherche-entreprises", "search", q="x", output="a.json")


def test_a_slow_or_endless_body_is_left(ask):
    with pytest.raises(tamis.SourceError, match="pas arrivé entier en 0.3 s"):
        ask("recherche-entreprises", "search", at="/slow", q="mairie", limits=Limits(seconds=0.3))
    with pytest.raises(tamis.SourceError):
        ask("recherche-entreprises", "search", at="/slow", q="mairie", limits=Limits(size=200_000))


def test_another_host_is_not_followed(ask, played):
    with pytest.raises(tamis.RefusedError, match=r"autre\.example"):
        ask("recherche-entreprises", "search", at="/away", q="mairie")
    done = ask("georisques", "gaspar_catnat", code_insee="75113", all=True)
    assert [one["code_national_catnat"] for one in lines(done)] == ["INTE1", "INTE2", "INTE3"]
    assert any("interne.example" in one for one in ask.said)


def test_a_fetch_goes_on_where_it_stopped(ask, played):
    with pytest.raises(tamis.SourceError, match="500"):
        ask("recherche-entreprises", "search", at="/failing", q="mairie", all=True)
    before = len(played.seen)
    done = ask("recherche-entreprises", "search", at="/failing", q="mairie", all=True, resume=True)
    assert [one["siren"] for one in lines(done)] == [f"{n:09}" for n in range(60)]
    assert len(played.seen) - before == 2
    assert sorted(p.name for p in done.output.parent.glob("a.*")) == [
        "a.ndjson",
        "a.ndjson.tamis.json",
    ]


def test_another_question_is_not_gone_on_with(ask):
    with pytest.raises(tamis.SourceError):
        ask("recherche-entreprises", "search", at="/failing", q="mairie", all=True)
    done = ask("recherche-entreprises", "search", at="/failing", q="autre", all=True, resume=True)
    assert done.records == 60


def test_an_answer_that_did_not_change_is_not_sent_again(ask, played):
    for _ in range(2):
        done = ask("recherche-entreprises", "search", at="/etag", q="mairie", output="a.json")
        assert json.loads(done.output.read_text())["results"] == []
    assert "If-None-Match" in played.seen[-1][1]
    ask("recherche-entreprises", "search", at="/etag", q="mairie", output="a.json", fresh=True)
    assert "If-None-Match" not in played.seen[-1][1]


def test_parameters_are_checked_before_anything_is_asked(ask, played):
    with pytest.raises(tamis.UsageError, match="code_comune"):
        ask("recherche-entreprises", "search", code_comune="35238")
    with pytest.raises(tamis.UsageError, match="lat"):
        ask("recherche-entreprises", "near_point", radius="1")
    assert played.seen == []


def test_a_restricted_api_needs_its_token(ask, monkeypatch):
    monkeypatch.delenv("TAMIS_API_PARTICULIER_TOKEN", raising=False)
    with pytest.raises(tamis.UsageError, match="jeton") as caught:
        ask("api-particulier", "quotient_familial", **IDENTITY)
    assert "TAMIS_API_PARTICULIER_TOKEN" in str(caught.value)


def test_nothing_secret_is_shown_anywhere(ask, played, monkeypatch, tmp_path, caplog, capsys):
    """The token and the identity asked for stand in no output, log, report, cache or error."""
    from click.testing import CliRunner

    from tamis.cli.main import cli

    monkeypatch.setenv("TAMIS_API_PARTICULIER_TOKEN", TOKEN)
    caplog.set_level(logging.DEBUG)
    done = ask("api-particulier", "quotient_familial", output="qf.json", **IDENTITY)
    assert done.output.stat().st_mode & 0o777 == 0o600
    assert sidecar.read(done.output).restricted
    given = [f"{name}={value}" for name, value in IDENTITY.items()]
    command = ["api", "fetch", "api-particulier", "quotient_familial", *given, "--base"]
    runs = [
        CliRunner().invoke(cli, [*command, played.base, "-o", str(tmp_path / "b.json")]),
        CliRunner().invoke(cli, ["api", "check", "api-particulier", str(done.output), "-v"]),
        CliRunner().invoke(cli, ["api", "check", "api-particulier", str(done.output), "-fjson"]),
    ]
    monkeypatch.setenv("TAMIS_API_PARTICULIER_TOKEN", f"{TOKEN}-perime")
    failures = []
    for at in ("", "/nowhere", "/v3"):
        with pytest.raises(tamis.SourceError) as caught:
            ask("api-particulier", "quotient_familial", at=at, output="c.json", **IDENTITY)
        failures += [str(caught.value), repr(caught.value), repr(caught.value.__cause__)]
    failures.append(repr(ApiClient(api=apis.load("api-particulier"), base=played.base)))
    shown = "\n".join([*(r.output for r in runs), *failures, caplog.text, *capsys.readouterr()])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    answers = {done.output, tmp_path / "b.json"}
    shown += "\n".join(p.read_text(errors="replace") for p in files if p not in answers)
    assert "nomNaissance" in shown
    assert "hors des bornes" in shown
    for secret in (TOKEN, "SECRETNOM", "SECRETPRENOM", "21350238800019"):
        assert secret not in shown, secret
    assert not (tmp_path / "cache").exists()
    assert TOKEN not in done.output.read_text()


def test_a_table_made_of_a_restricted_answer_is_restricted(ask, monkeypatch, tmp_path):
    from tamis.apis.flatten import flatten

    monkeypatch.setenv("TAMIS_API_PARTICULIER_TOKEN", TOKEN)
    done = ask("api-particulier", "quotient_familial", output="qf.json", **IDENTITY)
    made = flatten(str(done.output), apis.load("api-particulier"), tmp_path / "qf.csv")
    assert made.output.stat().st_mode & 0o777 == 0o600
    assert sidecar.read(made.output).restricted


def test_an_identity_is_read_from_a_file(played, monkeypatch, tmp_path, write, capsys):
    from tamis.cli.main import main

    monkeypatch.setenv("TAMIS_API_PARTICULIER_TOKEN", TOKEN)
    lines = "".join(f"{name}={value}\n" for name, value in IDENTITY.items())
    params = write("identite.txt", f"# qui\n\n{lines}")
    asked = ["api", "fetch", "api-particulier", "quotient_familial", "--base", played.base]
    for given, told in ((["--params", str(params)], False), ([*lines.split()], True)):
        output = tmp_path / "qf.json"
        with pytest.raises(SystemExit) as done:
            main([*asked, "-o", str(output), *given])
        said = capsys.readouterr()
        assert (done.value.code, "historique" in said.err) == (0, told)
        assert "SECRETNOM" not in said.out + said.err
        assert "nomNaissance=SECRETNOM" in played.seen[-1][0]


def test_two_questions_answered_alike_are_kept_once(ask, tmp_path):
    for name in ("a", "b"):
        ask("recherche-entreprises", "search", at="/etag", q=name, output=f"{name}.json")
    bodies = [path for path in (tmp_path / "cache" / "bodies").rglob("*") if path.is_file()]
    assert len(bodies) == 1
