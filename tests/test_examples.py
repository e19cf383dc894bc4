"""Example files published with the schemas get the right verdict, and are recognised."""

import json
import os
from pathlib import Path

import pytest

import tamis
from tamis import readers, sources
from tamis.detect.tables import detect_schema
from tamis.engine.local import count_errors
from tamis.loading import catalogue, pull
from tamis.loading.catalogue import semver
from tamis.model.profile import Profile

SHARED = Path(os.environ.get("TAMIS_CORPUS", Path(__file__).parents[2] / "shared"))
EXAMPLES = SHARED / "examples"

#: Files published as valid that are not, by their own schema, and the rule that says so
#: (docs/differences.md, "Published examples").
STALE = {
    ("etalab/schema-lieux-covoiturage", "0.3.1", "exemple-valide.csv"): "header.missing-field",
    ("etalab/schema-lieux-covoiturage", "0.3.1", "exemple-valide.xls"): "header.missing-field",
    **{
        ("etalab/schema-irve", version, "exemple-valide-dynamique.csv"): "cell.wrong-type"
        for version in ("2.2.0", "2.2.1", "2.3.0", "2.3.1")
    },
}


def cases():
    if not EXAMPLES.is_dir():
        return
    for line in (EXAMPLES / "INDEX.tsv").read_text().splitlines()[1:]:
        yield tuple(line.split("\t")[:3])


CASES = list(cases())
VERSIONS = {name: max((v for n, v, _ in CASES if n == name), key=semver) for name, *_ in CASES}
LATEST = [case for case in CASES if VERSIONS[case[0]] == case[1]]


@pytest.fixture(scope="module")
def national(tmp_path_factory):
    """Give the whole catalogue for this file's tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAMIS_STORE", str(tmp_path_factory.mktemp("store")))
        pull.pull(str(SHARED / "catalogue"))
        yield catalogue.entries()


def recognised(path):
    """Return the name of the schema that a file looks like."""
    with sources.open_source(str(path)) as local:
        found = detect_schema(
            readers.read(local), lambda: readers.read(local), Profile(), count_errors
        )
    return found.schema.name


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "version", "file"), CASES)
def test_verdict(name, version, file, national):
    path = EXAMPLES / name.replace("/", "__") / version / file
    schema = name
    if national[name].kind == "datapackage":
        schema = recognised(path)
        assert national[schema].package == name
    report = tamis.validate(path, f"{schema}@{version}")
    if stale := STALE.get((name, version, file)):
        assert not report.valid
        assert stale in report.counts
    else:
        assert report.valid is ("invalide" not in file), dict(report.counts)


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "version", "file"), LATEST)
def test_a_table_is_known_for_what_it_is(name, version, file, national):
    if national[name].kind == "tableschema":
        assert recognised(EXAMPLES / name.replace("/", "__") / version / file) == name


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "version", "file"), CASES)
def test_a_document_is_known_for_what_it_is(name, version, file, national):
    if national[name].kind == "jsonschema":
        report = tamis.validate(EXAMPLES / name.replace("/", "__") / version / file)
        assert report.schema.name == name
        assert report.schema.certainty > 0.8
        assert report.valid


@pytest.mark.corpus
def test_a_faulty_document_is_known_too_and_rows_are_a_table(national, tmp_path):
    path = EXAMPLES / "metis-reseaux__infos-travaux" / "0.0.2" / "example.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    properties = document["features"][0]["properties"]
    properties["siiret"] = properties.pop("siret")
    faulty = tmp_path / "a.json"
    faulty.write_text(json.dumps(document), encoding="utf-8")
    report = tamis.validate(faulty)
    assert (report.schema.name, report.valid) == ("metis-reseaux/infos-travaux", False)
    rows = tmp_path / "rows.json"
    names = [one.name for one in tamis.load_schema("etalab/schema-lieux-covoiturage").fields]
    rows.write_text(json.dumps([dict.fromkeys(names, "x")]), encoding="utf-8")
    assert tamis.validate(rows).schema.name == "etalab/schema-lieux-covoiturage"
    other = tmp_path / "other.json"
    other.write_text('{"un": {"deux": [{"trois": 4}]}}', encoding="utf-8")
    with pytest.raises(tamis.TamisError):
        tamis.validate(other)


def test_all_examples_are_there(shared):
    assert not EXAMPLES.is_dir() or len(CASES) == 129
