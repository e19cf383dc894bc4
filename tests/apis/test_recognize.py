"""`validate` knows a saved answer of an API, and holds it to its contract."""

import json

import pytest
from click.testing import CliRunner

import tamis
from tamis.cli.main import cli
from tamis.model.origin import Origin
from tamis.sources import sidecar


@pytest.mark.parametrize(
    "name",
    ["georisques/radon", "georisques/gaspar_catnat", "georisques/resultats_rapport_risque",
     "adresse/search", "data-gouv/datasets", "recherche-entreprises/search"],
)  # fmt: skip
def test_an_answer_is_known_by_its_members(name, good, write):
    report = tamis.validate(write("a.json", json.dumps(good[name])))
    assert report.schema.name == name
    assert report.valid


def test_its_faults_are_told(answers, write):
    unit = answers.unite("356000000", etat_administratif="X")
    value = {"results": [unit], "total_results": 1, "page": 1, "per_page": 10, "total_pages": 1}
    path = write("a.json", json.dumps(value))
    report = tamis.validate(path)
    assert report.schema.name == "recherche-entreprises/search"
    assert dict(report.counts) == {"api.off-list": 1}
    shown = CliRunner().invoke(cli, ["validate", str(path)])
    assert shown.exit_code == 1
    assert "api.off-list" in shown.output


def test_what_stands_beside_it_says_what_it_is(write):
    path = write("a.json", json.dumps({"codeExposition": "2", "exposition": "Exposition faible"}))
    with pytest.raises(tamis.TamisError):
        tamis.validate(path)
    sidecar.write(path, Origin(api="georisques", operation="rga", contract="rga"))
    assert tamis.validate(path).schema.name == "georisques/rga"


def test_records_that_were_fetched_are_known_by_what_stands_beside_them(write, answers):
    path = write("a.ndjson", json.dumps(answers.unite("356000000")) + "\n")
    origin = Origin(
        api="recherche-entreprises", operation="search", contract="search", cut=True, total=9
    )
    sidecar.write(path, origin)
    report = tamis.validate(path)
    assert report.schema.name == "recherche-entreprises/search"
    assert dict(report.counts) == {"api.cut-short": 1}


@pytest.mark.parametrize(
    "value",
    [{"data": [{"a": 1}], "links": {}, "meta": {}}, [{"nom": "x", "code": "1"}],
     {"results": [{"a": 1, "b": 2, "c": 3}]}, {"x": {"y": 1}}, []],
)  # fmt: skip
def test_what_may_be_of_several_is_not_guessed(value, write):
    try:
        report = tamis.validate(write("a.json", json.dumps(value)))
    except tamis.TamisError:
        return
    assert not report.schema.name.startswith(("api-", "tabular"))


def test_a_schema_that_is_given_is_the_one(good, write):
    value = good["georisques/radon"]
    report = tamis.validate(
        write("a.json", json.dumps(value)), {"fields": [{"name": "code_insee"}]}
    )
    assert report.schema.name == ""
