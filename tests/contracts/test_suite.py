"""The official JSON Schema Test Suite (drafts 7 and 2020-12), through our own resource path.

``fixtures/json-schema-suite/suite.zip`` holds its tests and the schemas that they refer to, with
its licence (MIT). What we answer otherwise is listed beside it, in ``differences.json``, with its
reason, and told in docs/differences.md; a line there that is not needed any more fails.
"""

import json
import zipfile
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from tamis.contracts.explain import Explainer
from tamis.loading import json_schema
from tamis.model.errors import SchemaError

FOLDER = Path(__file__).parents[2] / "fixtures" / "json-schema-suite"
DRAFTS = {
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
HOST = "http://localhost:1234/"


@cache
def suite():
    """Return every file of the suite, by its path."""
    with zipfile.ZipFile(FOLDER / "suite.zip") as held:
        names = [name for name in held.namelist() if name.endswith(".json")]
        return {name: json.loads(held.read(name)) for name in names}


@cache
def remotes(draft):
    """Return the schemas that tests of a draft refer to, by address."""
    others = [one for one in DRAFTS if one != draft]
    newer = "$defs" if draft == "draft7" else None  # a keyword that this draft does not have
    return {
        f"{HOST}{name.removeprefix('remotes/')}": content
        for name, content in suite().items()
        if name.startswith("remotes/")
        and PurePosixPath(name).parts[1] not in others
        and newer not in content
    }


def groups(draft):
    for name, content in suite().items():
        if name.startswith(f"tests/{draft}/"):
            for group in content:
                yield name.removeprefix("tests/"), group


@cache
def answered(draft):
    """Return what is answered otherwise, and by which of the two libraries, and how many agree."""
    other, asked = {}, 0
    for name, group in groups(draft):
        schema = group["schema"]
        if isinstance(schema, dict) and "$schema" not in schema:
            schema = {"$schema": DRAFTS[draft], **schema}
        asked += len(group["tests"])
        place = f"{name}: {group['description']}"
        try:
            contract = json_schema.from_descriptor(schema, documents=remotes(draft))
            judge = Explainer(contract, contract.descriptor)
        except SchemaError:
            other[place] = "refused"
            continue
        for test in group["tests"]:
            found = judge.valid(test["data"])
            if found is not test["valid"]:
                other[f"{place}: {test['description']}"] = "decided"
            elif judge._slow.is_valid(test["data"]) is not test["valid"]:
                other[f"{place}: {test['description']}"] = "explained"
            if not found:
                assert judge.faults(test["data"])
    return other, asked


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_suite_is_answered_as_it_says(draft):
    reasons = json.loads((FOLDER / "differences.json").read_text("utf-8"))[draft]
    other, asked = answered(draft)
    listed = {place: how for one in reasons for place, how in one["places"].items()}
    assert other == listed
    assert asked > 900
    assert all(one["reason"] for one in reasons)
