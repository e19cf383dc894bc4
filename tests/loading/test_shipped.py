"""What ships says what is published, to the letter, in words of our own."""

import json

import pytest

from tamis import app, checks, shipped
from tamis.app._options import load_profile
from tamis.loading import catalogue, table_schema

#: What ships as an example is a copied example, which is said of files of producers.
PLAIN = load_profile("publish", ["likely."])
NAMES = sorted(catalogue.built_in())
#: The others describe files that have no published schema: Sirene, BAN, BAL.
PUBLISHED = [name for name in NAMES if not name.startswith("stock/")]
FACTS = ("name", "type", "format", "constraints", "trueValues", "falseValues", "bareNumber",
         "decimalChar", "groupChar", "missingValues")  # fmt: skip
WHOLE = ("missingValues", "primaryKey", "uniqueKeys", "foreignKeys", "custom_checks")


def published(shared, name, version):
    listed = json.loads((shared / "catalogue" / "schemas.json").read_text())["schemas"]
    entry = next(one for one in listed if one["name"] == name)
    url = next(v["schema_url"] for v in entry["versions"] if v["version_name"] == version)
    path = shared / "catalogue" / "schemas" / url.split("/schemas/", 1)[1]
    return json.loads(path.read_text())


def test_eight_published_schemas_ship():
    assert len(PUBLISHED) == 8


@pytest.mark.corpus
@pytest.mark.parametrize("name", PUBLISHED)
def test_fields_and_constraints_are_the_published_ones(name, shared):
    entry = catalogue.built_in()[name]
    for version, path in entry.versions.items():
        ours, theirs = json.loads(path.read_text()), published(shared, name, version)
        assert [f["name"] for f in ours["fields"]] == [f["name"] for f in theirs["fields"]]
        for mine, their in zip(ours["fields"], theirs["fields"], strict=True):
            for fact in FACTS:
                assert mine.get(fact) == their.get(fact), (mine["name"], fact)
        for fact in WHOLE:
            assert ours.get(fact) == theirs.get(fact), fact


@pytest.mark.corpus
@pytest.mark.parametrize("name", PUBLISHED)
def test_descriptions_are_our_own(name, shared):
    entry = catalogue.built_in()[name]
    for version, path in entry.versions.items():
        theirs = {f["name"]: f for f in published(shared, name, version)["fields"]}
        for field in json.loads(path.read_text())["fields"]:
            said = theirs[field["name"]].get("description") or "-"
            assert field["description"] != said


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_takes_it(name):
    for path in catalogue.built_in()[name].versions.values():
        table_schema.from_file(path)


@pytest.mark.parametrize("name", NAMES)
def test_its_own_examples_conform(name, write):
    schema = app.load_schema(name)
    labels = [field.name for field in schema.fields]
    cells = [str(field.example) for field in schema.fields]
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([labels, cells])
    report = app.validate(write("exemple.csv", out.getvalue()), schema, profile=PLAIN)
    assert [(one.field, one.message) for one in report.findings] == []


def test_profiles_name_known_rules_only():
    import tomllib

    known = set(checks.all_rules())
    for path in (shipped.root() / "profiles").glob("*.toml"):
        for code in tomllib.loads(path.read_text())["severities"]:
            assert any(one == code or one.startswith(code.rstrip(".") + ".") for one in known)
