"""Descriptors into schemas, and plain words when they are none."""

import json

import pytest

import tamis
from tamis.loading import catalogue


def test_a_name_a_version_a_slug_a_path_and_a_dict(root):
    by_name = tamis.load_schema("etalab/schema-irve-statique")
    assert by_name.version == "2.3.1"
    assert len(by_name.fields) == 40
    assert tamis.load_schema("etalab/schema-irve-statique@2.3.1").fields == by_name.fields
    assert tamis.load_schema("etalab/schema-irve-statique@latest").fields == by_name.fields
    assert tamis.load_schema("schema-irve-statique").name == by_name.name
    path = root / "schemas/etalab/schema-irve-statique/2.3.1/schema.json"
    assert tamis.load_schema(path).fields == by_name.fields
    assert tamis.load_schema(json.loads(path.read_text())).fields == by_name.fields
    assert tamis.load_schema(by_name) is by_name


def test_an_unknown_name_is_told_with_the_nearest():
    with pytest.raises(tamis.SchemaError) as told:
        tamis.load_schema("schema-irve-statik")
    assert "etalab/schema-irve-statique" in str(told.value.hint)


def test_an_unknown_version_is_told_with_those_there_are():
    with pytest.raises(tamis.SchemaError, match=r"2\.3\.1"):
        tamis.load_schema("etalab/schema-irve-statique@9.9.9")


@pytest.mark.parametrize(
    "content",
    ["not json", "[]", "{}", '{"fields": 3}', '{"fields": [3]}', '{"fields": [{"name": 3}]}'],
)
def test_what_is_no_table_schema_is_refused(content, write):
    with pytest.raises(tamis.SchemaError):
        tamis.load_schema(write("s.json", content))


def test_a_keyword_that_means_nothing_does_not_refuse_the_rest():
    schema = tamis.load_schema(
        {
            "missingValues": "NA",
            "foreignKeys": [3, {"fields": ["a"], "reference": "b"}],
            "uniqueKeys": "a",
            "custom_checks": ["siret"],
            "fields": [
                {
                    "name": "a",
                    "type": "strange",
                    "constraints": {"pattern": 3, "minLength": "2", "enum": 3, "maxLength": []},
                },
                {"name": "b", "constraints": []},
            ],
        }
    )
    assert [field.name for field in schema.fields] == ["a", "b"]
    assert schema.fields[0].constraints.min_length == 2
    assert schema.fields[0].constraints.pattern is None


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(tamis.SchemaError):
        tamis.load_schema(tmp_path / "none.json")


def test_every_keyword_reaches_the_model():
    schema = tamis.load_schema(
        {
            "missingValues": ["", "NA"],
            "primaryKey": "a",
            "foreignKeys": [{"fields": "b", "reference": {"resource": "", "fields": ["a"]}}],
            "fields": [
                {"name": "a", "type": "integer", "constraints": {"unique": True, "minimum": 1}},
                {"name": "b", "type": "number", "decimalChar": ",", "groupChar": " "},
                {"name": "c", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
            ],
        }
    )
    assert schema.missing_values == ("", "NA")
    assert schema.primary_key == ("a",)
    assert schema.foreign_keys[0].reference_fields == ("a",)
    assert schema.fields[0].constraints.minimum == 1
    assert schema.fields[1].decimal_char == ","
    assert schema.fields[2].true_values == ("oui",)


def test_versions_are_ordered_as_numbers():
    assert max(["0.9.9", "0.10.0", "0.2.0"], key=catalogue.semver) == "0.10.0"
