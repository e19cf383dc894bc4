"""The descriptor of a package: what it says twice, or wrongly, is told, and no value changes."""

import json

import pytest

import tamis

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "nom", "type": "string"}]}


def package(folder, text, **files):
    """Write a package and its files, and return the codes of its descriptor and the reports."""
    for name, content in {"a.csv": "id,nom\n1,x\n", **files}.items():
        (folder / name).write_text(content)
    path = folder / "datapackage.json"
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    reports = tamis.validate_package(path)
    return set(reports["datapackage.json"].counts) if "datapackage.json" in reports else set(), {
        name: report for name, report in reports.items() if name != "datapackage.json"
    }


def of(**more):
    """Return a package of one resource."""
    return {"name": "p", "resources": [{"name": "a", "path": "a.csv", "schema": SCHEMA, **more}]}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"schema": {**SCHEMA, "primaryKey": "zz"}}, "schema.unknown-key-field"),
        ({"schema": {"fields": [{"name": "id"}, {"name": "id"}]}}, "schema.duplicate-field"),
        ({"schema": {**SCHEMA, "foreignKeys": {"fields": "id"}}}, "schema.bad-foreign-key"),
        (
            {
                "schema": {
                    **SCHEMA,
                    "foreignKeys": [{"fields": [], "reference": {"resource": "a", "fields": []}}],
                }
            },
            "schema.bad-foreign-key",
        ),
    ],
    ids=["primary key", "fields", "keys", "no fields"],
)
def test_what_frictionless_refuses_is_told(tmp_path, more, code):
    codes, _ = package(tmp_path, of(**more))
    assert codes == {code}


def test_a_keyword_that_stands_twice_is_told(tmp_path):
    text = json.dumps(of())[:-1] + ', "resources": [{"name": "b", "path": "a.csv"}]}'
    codes, tables = package(tmp_path, text)
    assert (codes, set(tables)) == ({"schema.bad-package"}, {"b"})


def test_a_dialect_may_stand_in_a_file_of_its_own(tmp_path):
    files = {"a.csv": "1;x\n2;y\n", "d.json": '{"header": false, "delimiter": ";"}'}
    codes, tables = package(tmp_path, of(dialect="d.json"), **files)
    assert (codes, tables["a"].stats.rows, tables["a"].valid) == (set(), 2, True)
    with pytest.raises(tamis.SchemaError, match="nulle-part"):
        package(tmp_path, of(dialect="nulle-part.json"))


def test_data_that_stand_in_a_descriptor_keep_their_digits_and_members(tmp_path):
    data = '[{"id": 1.50, "nom": 1e2}, {"id": 2, "nom": "a", "nom": "b"}]'
    text = json.dumps(of()).replace('"path": "a.csv"', f'"data": {data}')
    _, tables = package(tmp_path, text)
    told = [(one.code, one.value) for one in tables["a"].findings]
    assert ("cell.wrong-type", "1.50") in told
    assert ("header.duplicate", "nom") in told
