"""A plan is shared by files that are alike, and by no others."""

import json

import tamis
from tamis.app import load_profile
from tamis.batch_run import validate_all
from tamis.model.project import InputFile, Settings
from tamis.plan.compile import shared_plan


def test_the_same_plan_for_the_same_schema_header_and_profile():
    schema = tamis.load_schema("scdl/prenoms")
    weights, strict = load_profile("publish"), load_profile("strict")
    labels = tuple(field.name for field in schema.fields)
    plan = shared_plan(schema, labels, weights)
    assert shared_plan(schema, labels, weights) is plan
    assert shared_plan(schema, labels[::-1], weights) is not plan
    assert shared_plan(schema, labels, strict) is not plan
    assert shared_plan(schema, labels, strict).plan.profile is strict


def test_files_that_share_a_plan_share_no_finding(write):
    unique = {"name": "n", "type": "integer", "constraints": {"unique": True}}
    schema = write("s.json", json.dumps({"fields": [unique, {"name": "t"}]}))
    texts = ["n,t\n1,a\n", "n,t\nx,a\n", "n,t\n2,a\n2,b\n", "n,t\n1,a\n"]
    files = [str(write(f"{at}.csv", text)) for at, text in enumerate(texts)]
    settings = Settings(schema=str(schema))
    judged = list(
        validate_all([InputFile(path=one, settings=settings) for one in files], workers=3)
    )
    assert [dict(one.report.counts) for one in judged] == [
        {},
        {"cell.wrong-type": 1},
        {"table.duplicate-value": 1},
        {},
    ]
