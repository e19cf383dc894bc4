"""A JSON Schema that lists resources beside itself, as some of the catalogue do, is one."""

import json

import tamis


def test_bounds_of_a_json_schema_that_lists_resources_hold(tmp_path):
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {"a": {"type": "number", "minimum": 0.5}},
        "resources": [{"title": "Exemple", "path": "https://exemple.fr/a.json"}],
    }
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    contract = tamis.load_schema(tmp_path / "schema.json")
    (tmp_path / "a.json").write_text('{"a": 0.25}')
    report = tamis.validate(tmp_path / "a.json", contract)
    assert dict(report.before.counts) == {"api.out-of-range": 1}
