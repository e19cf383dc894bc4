"""Parameters and paths of wrong types are told, never a fault."""

import json

import pytest

import tamis
from tamis import batch_run
from tamis.model.errors import FaultError
from tamis.model.project import InputFile, Settings

FIELDS = [{"name": "a", "type": "integer"}, {"name": "b"}]


@pytest.mark.parametrize("name", ["siren", "sum-columns-value", "compare-columns-value"])
@pytest.mark.parametrize("value", [5, {"x": 1}, [["b"]], None, True, [None, 7]])
def test_a_parameter_of_a_wrong_type_is_a_broken_check(name, value, write):
    params = dict.fromkeys(("column", "columns", "column2", "op"), value)
    schema = {"fields": FIELDS, "custom_checks": [{"name": name, "params": params}]}
    report = tamis.validate(write("a.csv", "a,b\n1,2\n"), schema)
    assert set(report.counts) == {"schema.broken-check"}


@pytest.mark.parametrize("path", [5, {"x": 1}, [7], True, 1.5])
def test_a_path_of_a_wrong_type_is_told(path, write):
    package = {"resources": [{"name": "t", "path": path, "schema": {"fields": FIELDS}}]}
    file = write("datapackage.json", json.dumps(package))
    results = batch_run.validate_all([InputFile(path=str(file), settings=Settings())])
    errors = [getattr(result.report, "error", None) for result in results]
    assert not any(isinstance(error, FaultError) for error in errors)
