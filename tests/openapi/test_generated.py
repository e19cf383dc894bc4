"""Answers made from a definition pass the contract made of it; mutated ones do not.

The answers are made by hypothesis from the Schema Objects as they stand, by a reading of them
that shares nothing with ours.
"""

import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tamis.loading import json_schema, references
from tamis.openapi.entry import build

CASES = [
    ("petstore-2.0.json", "/pet/{petId}"),
    ("uspto-3.0.json", "/"),
    ("hoot-3.0.json", "/hoot/{id}"),
    ("petstore-3.1.json", "/pet/{petId}"),
    ("geo-2.0.yml", "/departements"),
    ("geo-2.0.yml", "/regions/{code}"),
]


def answers(schema, root, depth=4):
    """Return a strategy of answers; every member stands, so that its fault is seen."""
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return answers(target, root, depth)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "array":
        items = answers(schema.get("items", {}), root, depth - 1)
        return st.lists(items, min_size=1 if depth > 0 else 0, max_size=2 if depth > 0 else 0)
    if "properties" in schema or schema.get("type") == "object":
        members = schema.get("properties", {}) if depth > 0 else {}
        return st.fixed_dictionaries(
            {name: answers(inner, root, depth - 1) for name, inner in members.items()}
        )
    kinds = {
        "string": st.text(max_size=4),
        "integer": st.integers(schema.get("minimum", -3), schema.get("maximum", 99)),
        "number": st.floats(-5, 5),
        "boolean": st.booleans(),
        None: st.none(),
    }
    formats = {
        "date": st.dates().map(str),
        "date-time": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    }
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    return formats.get(schema.get("format"), kinds[schema.get("type")])


def answer_schema(definition, path):
    response = definition["paths"][path]["get"]["responses"]
    response = response.get("200", response.get(200))
    if "schema" in response:
        return response["schema"]
    return next(media for kind, media in response["content"].items() if "json" in kind)["schema"]


def places(value, above=()):
    """Return the way to every member that has a type of its own."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*above, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from places(inner, (*above, position))
    yield above


def typed(schema, root, path):
    """Whether a place has a type, and so cannot hold everything."""
    while "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    if not path:
        return "type" in schema
    inner = schema["items"] if isinstance(path[0], int) else schema["properties"][path[0]]
    return typed(inner, root, path[1:])


def mutated(value, path):
    """Return a document with an object of no member that any contract knows in one place."""
    if not path:
        return True if not isinstance(value, bool) else "x"
    copy = json.loads(json.dumps(value))
    holder = copy
    for part in path[:-1]:
        holder = holder[part]
    old = holder[path[-1]]
    holder[path[-1]] = [[]] if not isinstance(old, list) else "x"
    return copy


@pytest.mark.parametrize(("name", "path"), CASES)
def test_answers_made_from_a_definition(root, name, path):
    location = root / "fixtures" / "openapi" / name
    definition = yaml.safe_load(location.read_text(encoding="utf-8"))
    schema = answer_schema(definition, path)
    entry = build(str(location))
    operation = next(
        one for one in entry.content["operations"].values()
        if one["path"] == path and one["method"] == "GET"
    )  # fmt: skip
    contract = json_schema.from_descriptor(entry.contracts[operation["contract"]])
    validator = references.validator(contract)

    @settings(max_examples=6, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(answers(schema, definition), st.data())
    def holds(value, data):
        assert validator.is_valid(value)
        known = [place for place in places(value) if typed(schema, definition, place)]
        place = data.draw(st.sampled_from(known))
        assert not validator.is_valid(mutated(value, place)), place

    holds()
