"""What the reference implementations' own tests say of a text, the kernel says too."""

import json
import re
from pathlib import Path

import polars as pl
import pytest

from tamis.loading import profile, table_schema
from tamis.plan.compile import compile_plan
from tamis.plan.run import run
from tamis.tables.batch import Batch

HERE = Path(__file__)
CASES = HERE.parents[3] / "shared" / "conformance" / "cast_cases.jsonl"
DIFFERENCES = HERE.parents[2] / "docs" / "differences.md"


def cases():
    if not CASES.is_file():
        return [pytest.param(None, id="absent")]
    listed = [json.loads(line) for line in CASES.read_text().splitlines()]
    return [pytest.param(one, id=one["id"]) for one in listed if one["input_is_string"]]


def justified():
    return set(re.findall(r"cast-\d{4}", DIFFERENCES.read_text()))


def cast(case):
    """Return whether the kernel takes the text, and the value it reads."""
    field = {"name": "x", "type": case["type"], "format": case["format"],
             "constraints": case["constraints"], **case["options"]}  # fmt: skip
    descriptor = {"fields": [field, {"name": "pad"}]}
    if case["layer"] == "cast":  # below the missing values
        descriptor["missingValues"] = []
    schema = table_schema.build(descriptor)
    weights = profile.load("publish").ignoring("cell.outer-space", "likely.")
    plan = compile_plan(schema, ("x", "pad"), weights)
    text = {"c0": [case["input"]], "c1": ["pad"]}
    frame = pl.DataFrame(text, schema={"c0": pl.String, "c1": pl.String})
    outcome = run(plan, Batch(frame=frame, first_row=1, lines=2), values=True)
    assert outcome.values is not None
    return outcome.delivered.is_empty(), outcome.values["x"][0]


def plain(value, kind):
    """Return an expected value, or ours, in one form."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$"):
        tag, inner = next(iter(value.items()))
        if tag == "$yearmonth":
            return "{:04}-{:02}-01".format(*inner)
        return plain(inner, kind)
    if kind == "yearmonth" and isinstance(value, list):
        return "{:04}-{:02}-01".format(*value)
    if isinstance(value, list):
        return [plain(one, kind) for one in value]
    if isinstance(value, dict) and kind == "geopoint":
        return [plain(one, kind) for one in value.values()]
    if kind in {"number", "geopoint", "integer"} and not isinstance(value, bool):
        return float(value)
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    if isinstance(value, str) and kind in {"time", "datetime"}:
        return value.removesuffix("+00:00")
    return value


@pytest.mark.corpus
@pytest.mark.parametrize("case", cases())
def test_case(case):
    taken, value = cast(case)
    agrees = taken is (case["error_reason"] is None)
    assert agrees or case["id"] in justified(), (case, value)
    if not agrees or not taken or case["is_null"] or case["expected"] is None:
        return
    kind = case["type"]
    if kind in {"array", "object", "geojson"}:
        assert json.loads(value) == json.loads(case["input"])
    elif kind not in {"duration", "list"}:
        assert plain(value, kind) == plain(case["expected"], kind)
    elif kind == "list":
        assert len(value) == len(case["expected"])


@pytest.mark.corpus
def test_no_difference_is_justified_in_vain():
    known = {case.values[0]["id"]: case.values[0] for case in cases()}
    for name in justified():
        taken, _ = cast(known[name])
        assert taken is not (known[name]["error_reason"] is None), name
