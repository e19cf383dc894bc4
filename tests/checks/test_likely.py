"""What the schema does not say: rules about what is likely, in cells, rows and whole columns."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

import tamis
from tamis import reference
from tamis.checks import columns, places
from tamis.cli.commands.validate import command
from tamis.values import check_digits
from tamis.values.column_names import Nature

PLACE = {
    "fields": [
        {"name": "nom"},
        {"name": "code_insee"},
        {"name": "longitude", "type": "number"},
        {"name": "latitude", "type": "number"},
    ]
}


def codes(report):
    return [(finding.code, finding.line) for finding in report.findings]


@pytest.fixture
def swapped(write):
    return write("a.csv", "nom,code_insee,longitude,latitude\nMairie,27116,49.19812,0.72411\n")


def test_a_likely_mistake_leaves_the_file_valid(swapped):
    report = tamis.validate(swapped, PLACE)
    assert report.valid
    assert codes(report) == [("likely.swapped-position", 2)]


@pytest.mark.parametrize("profile", ["publish@1", "publish"])
def test_the_profile_of_before_says_nothing_of_it(swapped, profile):
    report = tamis.validate(swapped, PLACE, profile=profile)
    assert bool(report.counts) is (profile == "publish")
    assert report.profile.name == "publish"


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 0), ("likely", 1)])
def test_it_fails_a_run_where_that_is_asked_for(swapped, write, fail_on, code):
    schema = write("s.json", json.dumps(PLACE))
    arguments = [str(swapped), "-s", str(schema), "--fail-on", fail_on]
    assert CliRunner().invoke(command, arguments).exit_code == code


@pytest.mark.parametrize("ignored", ["likely.", "likely.swapped-position"])
def test_it_can_be_ignored(swapped, ignored):
    from tamis.app import load_profile

    report = tamis.validate(swapped, PLACE, profile=load_profile("publish", [ignored]))
    assert codes(report) == []


def test_a_centre_is_never_far_from_its_own_commune(write):
    rows = (
        reference.centres()
        .select("code", "lon", "lat")
        .filter(pl.col("code").str.contains("^[0-9]{2}1|^97"))
    )
    lines = (f"x,{code},{lon:.5f}1,{lat:.5f}1" for code, lon, lat in rows.iter_rows())
    file = write("a.csv", "nom,code_insee,longitude,latitude\n" + "\n".join(lines) + "\n")
    assert tamis.validate(file, PLACE).counts == {}


@pytest.mark.parametrize(
    ("code", "communes"),
    [("27116", {"27116"}), ("75114", {"75056"}), ("75001", set()), ("99999", set())],
)
def test_codes_stand_for_communes_of_today(code, communes):
    assert places.current(code) == communes


@pytest.mark.parametrize(
    ("nature", "text", "flaw"),
    [
        (Nature.IBAN, "FR76 3000 6000 0112 3456 7890 189", None),
        (Nature.IBAN, "FR76 3000 6000 0112 3456 7890 188", "key"),
        (Nature.FINESS, "12345", "form"),
        (Nature.RNA, "W9C1000001", None),
        (Nature.RNA, "W2A1000001", None),
    ],
)
def test_identifiers(nature, text, flaw):
    assert check_digits.flaw(nature, text) == flaw


def test_a_total_is_one_finding_and_the_file_stays_invalid(write):
    schema = {
        "fields": [
            {"name": "nom"},
            {"name": "code", "constraints": {"required": True}},
            {"name": "montant", "type": "number"},
            {"name": "date", "type": "date", "constraints": {"required": True}},
        ]
    }
    file = write("a.csv", "nom,code,montant,date\nA,1,2.5,2024-01-01\nTotal,,2.5,\n")
    report = tamis.validate(file, schema)
    assert codes(report) == [("likely.not-a-row", 3)]
    assert not report.valid


def test_a_name_that_begins_as_a_total_is_no_total(write):
    fields = [{"name": "nom"}, {"name": "a"}, {"name": "b"}, {"name": "c"}]
    file = write("a.csv", "nom,a,b,c\nTotal Énergies,1,,\nTotal sur Mer,1,,2\n")
    assert tamis.validate(file, {"fields": fields}).counts == {}


@pytest.mark.parametrize(("n", "found"), [(49, 0), (60, 1)])
def test_few_rows_are_no_crowd(write, n, found):
    rows = "".join(f"{at},{at % 7 + 20}\n" for at in range(n - 1))
    schema = {"fields": [{"name": "nom"}, {"name": "puissance", "type": "number"}]}
    report = tamis.validate(write("a.csv", f"nom,puissance\n{rows}x,22000\n"), schema)
    assert report.counts.get("likely.outlier", 0) == found


def test_numbers_that_go_on_up_to_the_largest_are_no_outliers(write):
    rows = "".join(f"{at},{10 ** (at % 50 / 10):.0f}\n" for at in range(200))
    schema = {"fields": [{"name": "nom"}, {"name": "population", "type": "integer"}]}
    assert tamis.validate(write("a.csv", f"nom,population\n{rows}"), schema).counts == {}


def test_quartiles_and_groups():
    assert columns.quartiles({1: 1, 2: 2, 9: 1}) == (1, 2, 2)
    assert columns.groups({1: 1, 5: 1, 20: 1}, 8) == [[1, 5], [20]]
    assert columns.only_class({columns.SEVERAL: 90}, 50) == {}


def test_a_column_is_judged_whatever_the_batches_were(write):
    from tamis.loading import schemas
    from tamis.model.profile import Profile
    from tamis.plan.column_state import states
    from tamis.plan.compile import compile_plan
    from tamis.plan.run import run
    from tamis.tables.batch import Batch

    schema = schemas.tabular({"fields": [{"name": "nom"}, {"name": "puissance", "type": "number"}]})
    plan = compile_plan(schema, ("nom", "puissance"), Profile())
    texts = [str(at % 7 + 20) for at in range(120)] + ["22000"]
    whole = pl.DataFrame({"c0": texts, "c1": texts})
    answers = []
    for size in (7, 60, 121):
        columns_of_plan = states(plan)
        for start in range(0, whole.height, size):
            part = Batch(frame=whole[start : start + size], first_row=start + 1, lines=start + 2)
            for state, evidence in zip(columns_of_plan, run(plan, part).evidence, strict=True):
                state.feed(evidence)
        answers.append([state.findings(repaired=False).rows() for state in columns_of_plan])
    assert answers[0] == answers[1] == answers[2]
    assert [row[1] for rows in answers[0] for row in rows] == [121]


@pytest.mark.parametrize(("text", "kind"), [("48.85,2.35", "string"), ("2.35,48.85", "geopoint")])
def test_a_draft_reads_a_latitude_that_comes_first(write, text, kind):
    file = write("a.csv", f'nom,latlon\nA,"{text}"\n')
    draft = tamis.infer(file)
    assert draft.descriptor["fields"][1]["type"] == kind
