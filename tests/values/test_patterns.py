"""Patterns of every dialect in the catalogue mean what they meant, and never hold a run up."""

import json

import polars as pl
import pytest

import tamis
from tamis.values import backtrack, patterns

REFERENCES = r"(?:(?:^|\|)([A-Z]\d[a-z]|)\1+[A-Z]\d[a-z])+$"


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
    [
        (r"^\d{5}$", "35000", True),
        (r"^\d{5}$", "３５０００", False),  # full-width digits
        (r"^\d{5}$", "35000\n", False),
        ("a|b", "ab", False),  # the whole cell, not a part
        (r"[\–\’]+", "–’", True),
        ("[\\u00C0-\\u00FF]+", "éà", True),
        ("[a-z-[aeiou]]+", "xyz", True),
        ("[a-z-[aeiou]]+", "axe", False),
        (r"\<b\>", "<b>", True),
        (r"[\w\s]+", "a b", True),
        (r"[^\d]+", "12", False),
        (r"(?:^|,)?x$", "x", True),
    ],
)
def test_dialects(pattern, text, taken):
    assert patterns.is_usable(pattern)
    found = pl.DataFrame({"x": [text]}).select(pl.col("x").str.contains(patterns.anchored(pattern)))
    assert found.item() is taken


@pytest.mark.parametrize(
    ("text", "taken"),
    [("A1a", True), ("A1aA1aB2b", True), ("A1a|B2b", True), ("A1aB2bC3c", False), ("A1", False)],
)
def test_backreferences_are_judged(write, text, taken):
    schema = {"fields": [{"name": "n"}, {"name": "x", "constraints": {"pattern": REFERENCES}}]}
    report = tamis.validate(write("t.csv", f"n,x\n1,{text}\n"), schema)
    assert dict(report.counts) == ({} if taken else {"cell.off-pattern": 1})


def test_a_pattern_that_explodes_is_told_and_not_waited_for(write):
    schema = {"fields": [{"name": "x", "constraints": {"pattern": r"(x?)(a|aa)+\1b"}}]}
    rows = "".join(f"{'a' * (40 + n)}\n" for n in range(60))
    report = tamis.validate(write("t.csv", f"x\n{rows}"), schema)
    assert dict(report.counts) == {"schema.costly-pattern": 60}
    assert report.valid


def test_the_classic_explosion_is_linear(write):
    schema = {"fields": [{"name": "x", "constraints": {"pattern": "(a+)+$"}}]}
    report = tamis.validate(write("t.csv", f"x\n{'a' * 5000}b\n"), schema)
    assert dict(report.counts) == {"cell.off-pattern": 1}


@pytest.mark.corpus
def test_every_published_pattern_is_usable(shared):
    seen = set()
    for path in (shared / "catalogue" / "schemas").glob("*/*/*/*.json"):
        descriptor = json.loads(path.read_text())
        fields = descriptor.get("fields") if isinstance(descriptor, dict) else None
        for field in fields if isinstance(fields, list) else []:
            pattern = (field.get("constraints") or {}).get("pattern")
            if isinstance(pattern, str):
                seen.add(pattern)
    assert len(seen) > 90
    refused = {p for p in seen if not patterns.is_usable(p)}
    assert len(refused) == 6
    assert all("\\1" in p and backtrack.is_usable(p) for p in refused)
