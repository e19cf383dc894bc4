"""That an answer was cut is never forgotten, whatever is made of it."""

import json

import pytest
from click.testing import CliRunner

import tamis
from tamis.app import check_answer
from tamis.cli.main import cli
from tamis.model.origin import Origin
from tamis.sources import sidecar


@pytest.fixture
def saved(write, answers):
    """Write an answer of two records of nine, as `fetch` does, and what stands beside it."""

    def made(name, cut=True, **more):
        units = [answers.unite(f"35600000{n}") for n in range(2)]
        text = "\n".join(json.dumps(unit) for unit in units) + "\n"
        if name.endswith(".json"):
            text = json.dumps({
                "results": units, "total_results": more.get("total", 9), "page": 1, "per_page": 2,
                "total_pages": 5,
            })  # fmt: skip
        path = write(name, text)
        known = {"total": 9, "records": 2, "pages": 1, **more}
        origin = Origin(api="recherche-entreprises", operation="search", cut=cut, **known)
        sidecar.write(path, origin)
        return path

    return made


@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_a_check_tells_it(saved, name):
    report = check_answer("recherche-entreprises", saved(name))
    assert dict(report.counts) == {"api.cut-short": 1}
    assert "9 enregistrements" in next(iter(report.findings)).message
    assert dict(check_answer("recherche-entreprises", saved(name, cut=False)).counts) == {}


def test_an_answer_that_says_it_itself_is_told_once(saved):
    report = check_answer("recherche-entreprises", saved("a.json", total=10000))
    assert dict(report.counts) == {"api.cut-short": 1}


def test_flatten_enrich_and_aggregate_tell_it(saved, tmp_path):
    answer, table, enriched = saved("a.ndjson"), tmp_path / "a.csv", tmp_path / "b.csv"
    flat = ["api", "flatten", "recherche-entreprises", str(answer), "--table", "unites-legales",
            "-o", str(table)]  # fmt: skip
    assert "api.cut-short" in CliRunner().invoke(cli, flat).output
    line = ["enrich", str(table), "--with", "communes", "--column", "code=siege_commune", "-o",
            str(enriched)]  # fmt: skip
    assert "api.cut-short" in CliRunner().invoke(cli, line).output
    schema = {"fields": [{"name": "siren"}]}
    (tmp_path / "s.json").write_text(json.dumps(schema))
    merge = ["aggregate", str(enriched), "-s", str(tmp_path / "s.json"), "-o", str(tmp_path / "o")]
    assert "api.cut-short" in CliRunner().invoke(cli, merge).output
    release = tamis.aggregate([enriched], schema, tmp_path / "o2")
    assert [source.cut for source in release.sources] == [True]
