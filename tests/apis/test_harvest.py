"""Pages that lie, stop short, come twice or never end; states that are broken; exact numbers."""

import http.server
import json
import threading
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

import tamis
from tamis.apis.fetch import fetch
from tamis.apis.pages import PageState, part_path
from tamis.apis.request import FetchOptions
from tamis.cli.main import cli
from tamis.loading import apis
from tamis.sources import sidecar
from tamis.sources.api_client import ApiClient


def page(*items, total=6, **more):
    return {"results": [{"siren": item} for item in items], "total_results": total, **more}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers each page with what is planned for it: a value, bytes, or a status."""

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        number = int(query.get("page", ["1"])[0])
        self.server.seen.append(number)
        planned = self.server.pages
        answer = planned[min(number, len(planned)) - 1]
        if callable(answer):
            answer = answer()
        status = answer if isinstance(answer, int) else 200
        body = b"" if status != 200 else answer
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def book(tmp_path, monkeypatch):
    """An API whose pages are planned: what a fetch of them all gives, and says."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TAMIS_CACHE", str(tmp_path / "cache"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.pages = [], []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    api = replace(apis.load("recherche-entreprises"), rate=1000.0)
    operation = apis.operation(api, "search")
    output = tmp_path / "out.ndjson"
    said = []

    def ask(*pages, size=2, resume=False, paging=None, **params):
        server.pages = list(pages)
        server.seen.clear()
        said.clear()
        known = {"most": 2, "pages": "", "last": 0, "cut": 0, **(paging or {})}
        asked = replace(operation, paging=replace(operation.paging, **known))
        options = FetchOptions(
            api=api, operation=asked, params=(("q", "x"), *params.items()), output=output,
            all=True, resume=resume, base=base,
        )  # fmt: skip
        client = ApiClient(api=api, base=base, sleep=lambda _: None)
        return fetch(options, warn=lambda text: said.append(str(text)), client=client)

    yield SimpleNamespace(
        ask=ask, said=said, seen=server.seen, output=output, base=base, api=api,
        operation=operation, server=server,
        lines=lambda: [json.loads(line)["siren"] for line in output.read_text().splitlines()],
    )  # fmt: skip
    server.shutdown()
    server.server_close()


WHOLE = (page("1", "2"), page("3", "4"), page("5", "6"))


def test_whole_pages_say_nothing(book):
    done = book.ask(*WHOLE)
    assert (done.records, done.total, done.cut, done.pages, book.said) == (6, 6, False, 3, [])
    assert book.lines() == list("123456")
    origin = sidecar.read(book.output)
    assert (origin.pages, origin.cut, origin.repeated) == (3, False, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": 404, "message": "introuvable"},
        {"erreur": "panne"},
        {"errors": [{"title": "panne"}]},
        {"status": "error", "message": "panne"},
        {"results": [{"code": 404, "message": "introuvable"}], "total_results": 6},
        {"results": [], "total_results": 0, "erreur": "panne"},
        {"results": None, "total_results": 6},
        {"results": {"siren": "3"}, "total_results": 6},
        {"results": [None], "total_results": 6},
        {"results": "3", "total_results": 6},
        b"<html>maintenance</html>",
        b'{"results": [',
    ],
)
def test_an_error_in_the_middle_is_an_error_and_what_was_had_is_kept(book, wrong):
    with pytest.raises(tamis.SourceError, match=r"2 enregistrements .*--resume.* page 2") as error:
        book.ask(WHOLE[0], wrong, WHOLE[2])
    assert error.value.exit_code == 3
    assert not book.output.exists()
    done = book.ask(*WHOLE, resume=True)
    assert book.seen == [2, 3]
    assert (done.records, done.cut) == (6, False)
    assert book.lines() == list("123456")


@pytest.mark.parametrize("wrong", [{"code": 404, "message": "introuvable"}, {}, {"results": None},
                                   {"autre": [1]}, b"null", b"3"])  # fmt: skip
def test_a_first_page_without_records_is_no_empty_file(book, wrong):
    if wrong == b"null":
        done = book.ask(wrong)
        assert done.records == 0
        return
    with pytest.raises(tamis.SourceError):
        book.ask(wrong)
    assert not book.output.exists()
    assert not part_path_exists(book)


def part_path_exists(book):
    part = book.output.with_name("out.ndjson.part")
    return part.exists() and part.stat().st_size > 0


@pytest.mark.parametrize(
    "end",
    [b"", 204, {"results": [], "total_results": 6}, {"total_results": 6}, {"results": []}],
)
def test_an_end_before_the_announced_total_is_told_as_that(book, end):
    done = book.ask(WHOLE[0], end)
    assert (done.records, done.total, done.cut) == (2, 6, True)
    assert book.lines() == ["1", "2"]
    assert "Incomplet : 2 enregistrements sur 6" in book.said[0]
    assert "étroites" not in book.said[0]
    assert sidecar.read(book.output).cut
    assert len(book.seen) == 2


@pytest.mark.parametrize("end", [b"", 204, {"results": []}])
def test_an_end_where_no_total_is_announced_is_the_end(book, end):
    done = book.ask({"results": [{"siren": "1"}]}, end)
    assert (done.records, done.total, done.cut, book.said) == (1, -1, False, [])


def test_pages_that_go_round_end(book):
    same = {"results": [{"siren": "1"}, {"siren": "2"}]}
    done = book.ask(same)
    assert (done.records, done.cut) == (2, True)
    assert book.seen == [1, 2]
    assert "redonne" in book.said[0]
    done = book.ask(page("1", "2"), page("2", "1"))
    assert (done.records, done.total, done.cut) == (2, 6, True)


def test_records_that_come_twice_and_those_they_hide_are_told(book):
    done = book.ask(page("1", "2"), page("2", "3"), page("4", "5"))
    assert (done.records, done.total, done.repeated, done.cut) == (6, 6, 1, True)
    assert any("1 enregistrements sont venus plusieurs fois" in one for one in book.said)
    assert sidecar.read(book.output).repeated == 1


def test_a_total_that_changes_meanwhile_is_told(book):
    done = book.ask(page("1", "2", total=4), page("3", "4", total=5), page("5", total=5))
    assert (done.records, done.total, done.cut) == (5, 5, False)
    assert any("de 4 à 5" in one for one in book.said)


@pytest.mark.parametrize("total", [True, "beaucoup", None, -3, 1.5, {"value": 3}, [6]])
def test_a_total_that_is_none_is_not_counted_on(book, total):
    done = book.ask(page("1", total=total), {"results": [], "total_results": total})
    assert (done.records, done.total, done.cut) == (1, -1, False)


def test_the_ceiling_of_the_api_ends_it(book):
    ceiling = {"cut": 4}
    done = book.ask(*WHOLE, paging=ceiling)
    assert (done.records, done.cut, book.seen) == (4, True, [1, 2])
    assert "Coupé par l'API" in book.said[0]
    done = book.ask(*WHOLE, paging={"last": 1})
    assert (done.records, done.cut, book.seen) == (2, True, [1])


@pytest.mark.parametrize("size", ["0", "-1", "x", "1e3", "999", "²"])
def test_a_size_of_pages_that_is_none_is_refused(book, size):
    with pytest.raises(tamis.UsageError, match="per_page"):
        book.ask(*WHOLE, per_page=size)
    assert not book.seen


def test_numbers_are_written_digit_for_digit(book):
    raw = (
        b'{"results": [{"a": 1e400, "b": 0.1234567890123456789012345, "c": 1.10, "d": -0,'
        b' "e": 123456789012345678901234567890, "f": [1E5, true, null]}], "total_results": 1}'
    )
    book.ask(raw)
    assert book.output.read_text() == (
        '{"a": 1e400, "b": 0.1234567890123456789012345, "c": 1.10, "d": -0, '
        '"e": 123456789012345678901234567890, "f": [1E5, true, null]}\n'
    )


def test_a_lone_surrogate_is_written_as_it_was_escaped(book):
    raw = b'{"results": [{"siren": "a\\ud800b", "\\udfff": "\\ud83d\\ude00"}], "total_results": 1}'
    book.ask(raw)
    text = book.output.read_bytes().decode("utf-8")
    assert json.loads(text) == {"siren": "a\ud800b", "\udfff": "😀"}


@pytest.mark.parametrize(
    "text",
    ["[]", "null", "3", '"x"', "{}", "{", "\ud800", "[" * 5000,
     '{"asked": null, "page": [], "records": {}, "total": "x"}'],
)  # fmt: skip
def test_a_broken_state_is_the_start(book, text):
    with pytest.raises(tamis.SourceError):
        book.ask(WHOLE[0], 400)
    note = book.output.with_name("out.ndjson.part.json")
    good = json.loads(note.read_text())
    note.write_text(text, encoding="utf-8", errors="surrogatepass")
    assert book.ask(*WHOLE, resume=True).records == 6
    for member, value in (("page", -1), ("page", "2"), ("page", True), ("bytes", 10**9),
                          ("records", 5), ("total", None)):  # fmt: skip
        with pytest.raises(tamis.SourceError):
            book.ask(WHOLE[0], 400)
        note.write_text(json.dumps({**good, member: value}))
        assert book.ask(*WHOLE, resume=True).records == 6
        assert book.lines() == list("123456")
        assert book.seen == [1, 2, 3]


def test_another_base_is_told_and_not_gone_on_with(book):
    book.ask(*WHOLE)
    origin = sidecar.read(book.output)
    assert origin.base == book.base
    assert origin.template.startswith(book.base)
    options = FetchOptions(
        api=book.api, operation=book.operation, params=(("q", "x"),), output=book.output, all=True,
        resume=True, base=book.base,
    )  # fmt: skip
    with pytest.raises(tamis.SourceError):
        book.ask(WHOLE[0], 400)
    assert PageState.load(options).page == 2
    assert PageState.load(replace(options, base="https://bac-a-sable.example")).page == 1
    assert part_path(options).exists()


def test_once_an_error_under_200_is_an_error(book, tmp_path):
    book.server.pages = [{"code": 404, "message": "introuvable"}]
    line = ["api", "fetch", "recherche-entreprises", "search", "q=x", "--base", book.base, "-o",
            str(tmp_path / "a.json")]  # fmt: skip
    result = CliRunner().invoke(cli, line)
    assert isinstance(result.exception, tamis.SourceError)
    assert "introuvable" in str(result.exception)
    assert not (tmp_path / "a.json").exists()


def test_a_broken_sidecar_is_told(book):
    book.ask(*WHOLE)
    place = sidecar.sidecar_path(book.output)
    for change in ({"records": "x"}, {"cut": 1}, {"api": None}, {"total": True}):
        place.write_text(json.dumps({**json.loads(place.read_text()), **change}))
        with pytest.raises(tamis.SourceError, match="d'où vient"):
            sidecar.read(book.output)
        book.ask(*WHOLE)


def test_a_total_that_is_passed_does_not_end_the_pages(book):
    """Fewer are announced than there are: the pages go on until one is not full."""
    done = book.ask(page("1", "2", total=3), page("3", "4", total=3), page("5", total=3))
    assert (done.records, done.pages) == (5, 3)
    assert any("3" in text for text in book.said)
