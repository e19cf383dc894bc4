"""A schema of any kind, from wherever a user names it."""

import json

import pytest

import tamis
from tamis.loading import schemas
from tamis.model.contract import Contract
from tamis.model.package import Package

TABLE = {"name": "villes", "fields": [{"name": "nom"}], "primaryKey": "nom"}


@pytest.fixture
def package(write, tmp_path):
    (tmp_path / "tables").mkdir()
    write("tables/villes.json", json.dumps(TABLE))
    return write(
        "datapackage.json",
        json.dumps(
            {
                "name": "territoires",
                "version": "v1.2.0",
                "resources": [
                    {"name": "villes", "path": "villes.csv", "schema": "tables/villes.json"},
                    {"name": "rues", "path": ["a.csv", "b.csv"], "schema": {"fields": [
                        {"name": "ville"}], "foreignKeys": [{"fields": "ville", "reference":
                        {"resource": "villes", "fields": "nom"}}]}},
                    {"name": "loin", "path": "c.csv", "schema": "https://example.org/s.json"},
                    {"name": "dehors", "path": "d.csv", "schema": "../secret.json"},
                    {"name": "libre", "path": "e.csv"},
                ],
            }
        ),
    )  # fmt: skip


def test_a_package_holds_its_tables(package):
    loaded = tamis.load_schema(package)
    assert isinstance(loaded, Package)
    assert (loaded.name, loaded.version) == ("territoires", "1.2.0")
    assert [one.name for one in loaded.resources] == ["villes", "rues", "loin", "dehors", "libre"]
    assert loaded.resource("villes").schema.primary_key == ("nom",)
    assert loaded.resource("rues").schema.foreign_keys[0].resource == "villes"
    assert loaded.resource("rues").paths == ("a.csv", "b.csv")
    assert loaded.resource("rien") is None


def test_a_package_reads_its_own_folder_and_nothing_else(package):
    loaded = tamis.load_schema(package)
    assert loaded.resource("loin").schema is None
    assert loaded.resource("loin").lacking == "https://example.org/s.json"
    assert loaded.resource("dehors").lacking == "../secret.json"
    assert loaded.resource("libre").lacking == ""


def test_a_resource_is_named_after_a_hash(package, write):
    assert tamis.load_schema(f"{package}#villes").name == "villes"
    report = tamis.validate(write("villes.csv", "nom\nBrest\n"), f"{package}#villes")
    assert report.valid
    with pytest.raises(tamis.SchemaError, match="loin"):
        tamis.load_schema(f"{package}#loin")
    with pytest.raises(tamis.SchemaError, match="Data Package"):
        tamis.load_schema("scdl/prenoms#a")


def test_a_package_is_no_table(package, write):
    with pytest.raises(tamis.SchemaError) as told:
        tamis.validate(write("villes.csv", "nom\nBrest\n"), package)
    assert "#villes" in str(told.value.hint)


def test_a_json_schema_is_known_by_its_keywords(write):
    loaded = tamis.load_schema({"$id": "https://example.org/a", "type": "object"})
    assert isinstance(loaded, Contract)
    assert loaded.uri == "https://example.org/a"
    assert isinstance(tamis.load_schema({"$schema": "http://json-schema.org/schema#"}), Contract)
    with pytest.raises(tamis.SchemaError, match="JSON Schema"):
        schemas.tabular({"type": "object"})


def test_yaml_is_read_as_json_is(write):
    path = write("s.yml", "fields:\n  - name: jour\n    example: 2024-01-31\n")
    assert tamis.load_schema(path).fields[0].example == "2024-01-31"
    with pytest.raises(tamis.SchemaError, match="YAML"):
        tamis.load_schema(write("t.yml", "a: [1"))
    with pytest.raises(tamis.SchemaError, match="YAML"):
        tamis.load_schema(write("u.yml", "a: !!python/object:os.system {}"))


def test_what_is_loaded_is_given_back():
    loaded = tamis.load_schema({"type": "object"})
    assert tamis.load_schema(loaded) is loaded
