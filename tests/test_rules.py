"""Every rule has fixtures: the good file has no finding, the bad one exactly that code."""

import dataclasses
import re
from pathlib import Path

import pytest

import tamis
from tamis import checks
from tamis.app import ReadOptions
from tamis.loading import dialects
from tamis.model.profile import Profile

RULES = Path(__file__).parents[1] / "fixtures" / "rules"
#: Rules about schemas that no file of data shows: two descriptors instead.
LINTED = sorted(code for code in checks.all_rules() if not (RULES / code / "schema.json").is_file())
#: What answers that are compared with their contract show, and no file that is validated.
DRIFTED = {"api.never-seen"}
CODES = sorted(checks.all_rules().keys() - set(LINTED) - DRIFTED)

#: Doubts about where a cell ends. The file that is written has whole rows and cannot show them
#: again, so they stay in the verdict of the run that read the file.
#: Nor are records above its header.
DOUBTS = {
    "file.records-above-header",
    "row.quotes-apart",
    "row.extra-cells",
    "row.missing-cells",
    "row.stray-quote",
    "file.unclosed-quote",
    "file.off-dialect",
    "row.uncomputed-formula",
    "row.unreadable-cell",
}
#: What is said besides, for a file cannot have the one without the other.
BESIDE = {"file.open-percent": {"cell.wrong-type"}, "file.second-table": {"row.blank"}}
BESIDE["row.quotes-apart"] = {"row.stray-quote"}  # on the line whose quote closes
BESIDE["file.quoted-lines"] = {
    f"header.{name}" for name in ("no-known-field", "unknown-field", "absent-field")
}


def fixture(code, name):
    """Return the good or the bad file of a rule, whatever its format."""
    return next((RULES / code).glob(f"{name}.*"))


def reading(code):
    """Return how the files of a rule are declared to be written."""
    path = RULES / code / "dialect.json"
    return ReadOptions(dialect=dialects.from_file(path)) if path.is_file() else ReadOptions()


def schema_of(code, name):
    """Return the schema of a fixture: most rules have one; rules about schemas, two."""
    own = RULES / code / f"schema-{name}.json"
    return own if own.is_file() else RULES / code / "schema.json"


def test_every_rule_has_its_folder():
    assert sorted(folder.name for folder in RULES.iterdir()) == sorted(checks.all_rules())


@pytest.mark.parametrize("code", CODES)
def test_good_file_has_no_finding(code):
    report = tamis.validate(fixture(code, "good"), schema_of(code, "good"), reading=reading(code))
    assert dict(report.counts) == {}
    assert report.valid


@pytest.mark.parametrize("code", CODES)
def test_bad_file_has_that_code_alone(code):
    report = tamis.validate(
        fixture(code, "bad"), RULES / code / "schema.json", reading=reading(code)
    )
    assert set(report.counts) - BESIDE.get(code, set()) == {code}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_sentence_is_complete(code, lang):
    report = tamis.validate(
        fixture(code, "bad"), RULES / code / "schema.json", reading=reading(code)
    )
    for finding in report.findings:
        said = finding.say(lang)
        assert not re.search(r"\{[a-z]+\}", said), said
    rule = checks.all_rules()[code]
    for text in (rule.title, rule.why, rule.repair):
        assert text.say(lang)


@pytest.mark.parametrize("code", [code for code in CODES if not code.startswith("api.")])
def test_normalising_loses_no_row_and_is_idempotent(code, tmp_path):
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    schema = RULES / code / "schema.json"
    if code == "file.empty":
        pytest.skip("there is nothing to write")
    if code == "file.unsure-encoding":
        pytest.skip("it is asked for")
    first = tamis.normalize(fixture(code, "bad"), schema, once, reading=reading(code))
    second = tamis.normalize(once, schema, twice)
    assert once.read_bytes() == twice.read_bytes()
    assert dict(second.changes) == {}
    if code not in DOUBTS:
        assert second.before.errors == first.after.errors


@pytest.mark.parametrize("code", LINTED)
def test_a_schema_that_is_well_made_has_no_finding(code):
    assert dict(linted(code, "good").counts) == {}


@pytest.mark.parametrize("code", LINTED)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_schema_with_one_fault_has_that_code_alone(code, lang):
    report = linted(code, "bad")
    assert set(report.counts) == {code}
    for finding in report.findings:
        assert not re.search(r"\{[a-z]+\}", finding.say(lang))


def linted(code, name):
    """Judge a descriptor, published as version 1.0.0."""
    from tamis.schema_lint import run, schemas_to_lint

    subject = schemas_to_lint.named(RULES / code / f"{name}.json")
    return run.lint(dataclasses.replace(subject, published="1.0.0"), Profile())
