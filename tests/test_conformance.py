"""The reference implementations' own cases: constraints, probes, whole files and packages.

Verdicts are those of the profile `strict`. Where they part, docs/differences.md says why, case by
case; a reason that is no longer needed fails.
"""

import csv
import json
import re
from pathlib import Path

import pytest

import tamis
from tamis.loading import profile
from tamis.model.report import Unread

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "conformance"
DATA = CORPUS / "frictionless-data"
STRICT = profile.load("strict")


def cases(name):
    path = CORPUS / f"{name}_cases.jsonl"
    if not path.is_file():
        return [pytest.param(None, id="absent")]
    listed = [json.loads(line) for line in path.read_text().splitlines()]
    for at, one in enumerate(listed, start=1):
        one.setdefault("id", f"{name}-{at:03}")
    return [pytest.param(one, id=one["id"]) for one in listed]


def justified(prefix):
    return set(re.findall(rf"{prefix}-\d{{3}}", (ROOT / "docs/differences.md").read_text()))


def agrees(case, ours, theirs):
    """Hold a verdict against the expected one, and the list of differences against both."""
    if case["id"] in justified(case["id"].partition("-")[0]):
        assert ours is not theirs, "no difference any more: strike it from docs/differences.md"
    else:
        assert ours is theirs, case


@pytest.mark.corpus
@pytest.mark.parametrize("case", cases("constraint"))
def test_constraints(case, write):
    value, name = case["value"], case["constraint"]
    kind = "array" if isinstance(value, list) else "integer" if isinstance(value, int) else "string"
    field = {"name": "x", "type": kind, "constraints": {name: case["constraint_value"]}}
    path = write("t.csv", "")
    with path.open("w", newline="") as out:
        cell = json.dumps(value) if isinstance(value, list) else value
        csv.writer(out).writerows([["x", "pad"], [cell, "pad"]])
    schema = {"fields": [field, {"name": "pad"}]}
    agrees(case, tamis.validate(path, schema, profile=STRICT).valid, case["expected_ok"])


@pytest.mark.corpus
@pytest.mark.parametrize("case", cases("probe"))
def test_probes(case, write):
    raw = case["csv_hex"]
    data = bytes.fromhex(raw) if raw else case["csv"].encode(case["encoding"] or "utf-8")
    report = tamis.validate(write("t.csv", data), case["schema"], profile=STRICT)
    agrees(case, report.valid, case["frictionless_5_21"]["valid"])


def resources(case):
    """Return the resources of a case, and the folder that their paths start from."""
    base = case["basepath"] or ""
    if case["kind"] == "package":
        return case["descriptor"]["resources"], base
    return [case["descriptor"]], base


def located(path, base):
    """Return where a path of a case lies: the corpus holds what was `data/` there."""
    whole = Path(base) / path
    return DATA / whole.relative_to("data") if whole.parts[0] == "data" else DATA / "absent"


def inline(rows, path):
    """Write rows that a descriptor holds as a file."""
    with path.open("w", newline="") as out:
        csv.writer(out).writerows(["" if c is None else c for c in row] for row in rows)
    return path


def judged(case, folder):
    """Return whether every table of a case is valid, each by its schema and with the others."""
    if case["kind"] == "action":
        source = case["descriptor"]["source"]
        if isinstance(source, str) and source.endswith("datapackage.json"):
            reports = tamis.validate_package(located(source, ""), profile=STRICT)
            return all(not isinstance(r, Unread) and r.valid for r in reports.values())
        source = source if isinstance(source, dict) else {"path": source}
        case = {**case, "kind": "resource", "descriptor": source}
    made, files = [], {}
    listed, base = resources(case)
    for at, raw in enumerate(listed):
        name = raw.get("name") or f"r{at}"
        one = {"name": name, "path": "-"}
        schema = raw.get("schema")
        if schema is not None:
            one["schema"] = (
                json.loads(located(schema, base).read_text()) if isinstance(schema, str) else schema
            )
        made.append(one)
        rows = raw.get("data")
        files[name] = (
            inline(rows, folder / f"{at}.csv") if rows is not None else located(raw["path"], base)
        )
    version = case["descriptor"].get("$schema")
    package = {"name": "case", "resources": made, **({"$schema": version} if version else {})}
    reports = tamis.validate_package(package, files, profile=STRICT)
    return all(not isinstance(one, Unread) and one.valid for one in reports.values())


@pytest.mark.corpus
@pytest.mark.parametrize("case", cases("file"))
def test_files(case, tmp_path):
    agrees(case, judged(case, tmp_path), case["expected"]["valid"])


@pytest.mark.corpus
@pytest.mark.parametrize("kind", ["constraint", "probe", "file"])
def test_every_reason_is_about_a_case(kind):
    known = {param.values[0]["id"] for param in cases(kind)}
    assert justified(kind) <= known
