"""Schemas judged as files are: places, example files, the whole national catalogue."""

import json
from collections import Counter

import pytest

from tamis import app
from tamis.loading import catalogue, pull

TABLE = {
    "name": "arbres",
    "licenses": [{"name": "etalab-2.0"}],
    "primaryKey": "id",
    "fields": [{"name": "id", "title": "Identifiant"}],
}


def test_a_finding_stands_at_its_line(write):
    bad = {**TABLE, "fields": [*TABLE["fields"], {"name": "é", "title": "é", "exemple": "a"}]}
    path = write("s.json", json.dumps(bad, indent=2, ensure_ascii=False))
    lines = path.read_text().splitlines()
    found = {one.code: one for one in app.lint(path).findings}
    assert set(found) == {"schema.misspelt-keyword", "schema.odd-name"}
    assert '"exemple"' in lines[found["schema.misspelt-keyword"].line - 1]
    assert found["schema.misspelt-keyword"].pointer == "/fields/1/exemple"


def test_examples_beside_the_schema_are_judged(write):
    path = write("schema.json", json.dumps(TABLE))
    write("exemple-valide.csv", "id\n1\n1\n")
    write("exemple-invalide.csv", "id\n1\n")
    write("exemple-illisible.xlsx", "PK\x03\x04")
    write("autre.csv", "x\n")
    told = [(one.value, one.message) for one in app.lint(path).findings]
    assert sorted(name for name, _ in told) == [
        "exemple-illisible.xlsx", "exemple-invalide.csv", "exemple-valide.csv"
    ]  # fmt: skip
    assert any("table.duplicate-key" in message for _, message in told)


def test_a_descriptor_an_address_and_a_shipped_name(write):
    assert app.lint(TABLE).valid
    assert app.lint("scdl/prenoms").valid
    assert app.lint({"fields": []}).source.path == "-"


def test_a_package_tells_faults_in_their_place(write):
    bad = {**TABLE, "fields": [{"name": "id", "title": "a", "contraints": {}}]}
    package = {"resources": [{"name": "a", "path": "a.csv", "schema": bad}]}
    found = list(app.lint(write("datapackage.json", json.dumps(package))).findings)
    assert [one.pointer for one in found] == ["/resources/0/schema/fields/0/contraints"]


def test_a_package_answers_for_the_schemas_and_the_data_that_it_names(write):
    bad = {**TABLE, "fields": [{"name": "id", "title": "a", "contraints": {}}]}
    good = {**TABLE, "fields": [{"name": "id", "title": "a", "type": "integer"}]}
    write("bad.json", json.dumps(bad))
    write("good.json", json.dumps(good))
    write("a.csv", "id\n1\n")
    write("b.csv", "id\nx\n")
    write("b-invalide.csv", "id\nx\n")
    resources = [
        {"name": "a", "path": "a.csv", "schema": "bad.json"},
        {"name": "b", "path": ["b.csv", "b-invalide.csv", "absent.csv"], "schema": "good.json"},
    ]
    package = write("datapackage.json", json.dumps({"resources": resources}, indent=1))
    found = [
        one for one in app.lint(package).findings
        if one.code in {"schema.misspelt-keyword", "schema.bad-example-file"}
    ]  # fmt: skip
    assert [(one.pointer, one.value) for one in found] == [
        ("/resources/0/schema", "contraints"),
        ("/resources/1/path", "b.csv"),
    ]


@pytest.mark.corpus
def test_all_that_is_published_loads_and_lints(empty_store, shared):
    pull.pull(str(shared / "catalogue"))
    reports = list(app.lint_all())
    assert sum(len(one.versions) for one in catalogue.pulled().values()) == 294
    assert len(reports) == sum(len(one.versions) for one in catalogue.entries().values())
    latest = {f"{one.name}@{one.latest}" for one in catalogue.pulled().values()}
    told = Counter()
    for report in reports:
        if report.source.path in latest:
            told.update({(one.code, one.value) for one in report.findings})
            told.update({f"{code} schemas": 1 for code in report.counts})
    assert told["schema.misspelt-keyword", "contraints"] == 7
    assert told["schema.misplaced-keyword", "enum"] == 13
    assert told["schema.no-dialect schemas"] == 3
    assert told["schema.odd-json-format", "mail"] == 1
    assert told["schema.odd-name schemas"] == 1
    assert told["schema.quoted-value schemas"] == 1
