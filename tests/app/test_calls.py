"""The public calls: what they take, what they give, what they refuse before any file is read."""

import json

import pytest

import tamis
from tamis.app._options import ReadOptions, as_profile, load_profile
from tamis.model.dialect import TableDialect
from tamis.model.rule import Severity

SCHEMA = {
    "name": "s",
    "fields": [
        {"name": "n", "type": "integer", "constraints": {"required": True}},
        {"name": "t", "type": "date"},
    ],
}


@pytest.fixture
def table(write):
    return write("a.csv", "n;t\n1;31/12/2024\n;2024-01-01\n")


def test_a_schema_is_a_descriptor_a_path_or_one_that_is_loaded(table, write):
    path = write("schema.json", json.dumps(SCHEMA))
    reports = [
        tamis.validate(table, schema)
        for schema in (SCHEMA, path, str(path), tamis.load_schema(SCHEMA))
    ]
    assert {tuple(sorted(report.counts.items())) for report in reports} == {
        (("cell.missing", 1), ("cell.wrong-type", 1))
    }
    assert {report.stats.rows for report in reports} == {2}


def test_without_a_schema_the_header_must_look_like_a_published_one(write):
    with pytest.raises(tamis.UsageError):
        tamis.validate(write("a.csv", "x,y\n1,2\n"))


def test_how_a_source_is_read_is_said_once(write):
    path = write("a.txt", "n|t\n'1'|2024-01-01\n")
    quoted = ReadOptions(delimiter="|", dialect=TableDialect(quote_char="'"))
    assert tamis.validate(path, SCHEMA, reading=quoted).valid
    assert quoted.request(None).dialect.delimiter == "|"
    named = ReadOptions(encoding="cp1252", dialect=TableDialect(encoding="utf-8", delimiter=";"))
    assert (named.request(None).dialect.encoding, named.request(None).dialect.delimiter) == (
        "cp1252",
        ";",
    )


def test_a_profile_is_given_by_its_name_or_as_it_is():
    strict = as_profile("strict")
    assert as_profile(strict) is strict
    with pytest.raises(tamis.UsageError):
        as_profile("strictly")


@pytest.mark.parametrize("ignore", ["cell.missing", "cell.", "cell"])
def test_rules_are_left_out_by_code_or_prefix(table, ignore):
    report = tamis.validate(table, SCHEMA, profile=load_profile("publish", [ignore]))
    assert "cell.missing" not in report.counts
    assert ("cell.wrong-type" in report.counts) == (ignore == "cell.missing")


def test_a_rule_that_is_none_is_told_with_what_was_meant():
    with pytest.raises(tamis.UsageError, match="cell.mising") as error:
        load_profile("publish", ["cell.mising"])
    assert "cell.missing" in str(error.value.hint)


def test_without_an_output_nothing_is_written_and_all_is_told(table, tmp_path):
    before = sorted(tmp_path.iterdir())
    result = tamis.normalize(table, SCHEMA)
    assert sorted(tmp_path.iterdir()) == before
    assert result.output is None
    assert (result.before.errors, result.after.errors) == (2, 1)
    assert result.report.worst is Severity.ERROR


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"only": frozenset({"french-dat"})}, "Il n'y a pas de réparation"),
        ({"without": frozenset({"csv-form"})}, "implique « csv-form »"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_before_anything_is_read(choice, words, tmp_path):
    with pytest.raises(tamis.UsageError, match=words):
        tamis.normalize(tmp_path / "none.csv", SCHEMA, choice=tamis.Choice(**choice))


def test_a_draft_of_more_columns_than_anyone_describes_is_refused(write):
    wide = ",".join(f"c{n}" for n in range(1001))
    path = write("a.csv", f"{wide}\n{wide}\n")
    with pytest.raises(tamis.RefusedError, match="1001 colonnes"):
        tamis.infer(path)
    limits = tamis.Limits(columns=1001)
    draft = tamis.infer(path, reading=ReadOptions(limits=limits))
    assert len(draft.descriptor["fields"]) == 1001


def test_a_schema_that_is_none_is_told_and_a_faulty_one_is_linted():
    with pytest.raises(tamis.SchemaError):
        tamis.load_schema({"fields": 3})
    assert tamis.lint({"fields": [{"name": "a", "type": "integr"}]}).counts


def test_what_is_public_is_listed_and_found():
    assert set(tamis.__all__) <= set(dir(tamis))
    assert all(getattr(tamis, name) is not None for name in tamis.__all__)
    with pytest.raises(AttributeError):
        tamis.nothing  # noqa: B018


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_a_saved_report_has_the_rows_that_the_command_shows(table, tmp_path, form):
    for source, name in ((table, "path"), (table.read_bytes(), "bytes")):
        tamis.validate(source, SCHEMA).save(tmp_path / f"{name}.{form}")
        tamis.validate(source, SCHEMA, keep=True).save(tmp_path / f"{name}-kept.{form}")
        saved, kept = ((tmp_path / f"{name}{end}.{form}") for end in ("", "-kept"))
        if form == "xlsx":
            import openpyxl

            assert len(openpyxl.load_workbook(saved).sheetnames) == 3
        else:
            assert saved.read_text().count("<tr") == kept.read_text().count("<tr")


def test_a_source_that_changed_is_not_shown_under_an_older_verdict(table, tmp_path):
    report = tamis.validate(table, SCHEMA)
    table.write_text("n;t\n1;2024-12-31\n")
    report.save(tmp_path / "r.xlsx")
    import openpyxl

    assert len(openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames) == 2
