"""A schema and a header make a plan: what is checked, and where findings stand."""

from dataclasses import replace

import polars as pl
import pytest
from tests.plan.tables import PROFILE, batch_of, found, outcome_of, plan_of

from tamis.loading import profile as profiles
from tamis.model.profile import Profile
from tamis.model.repair_choice import Choice
from tamis.model.rule import Severity
from tamis.plan import compile as compiling
from tamis.plan.compile import SharedPlan, compile_plan, shared_plan
from tamis.plan.model import TableContext
from tamis.tables.batch import Fault
from tamis.tables.witness import ColumnWitness

TWO = [{"name": "a", "type": "integer"}, {"name": "b"}]


def codes(plan):
    return [check.code for check in plan.checks]


def test_fields_stand_at_the_columns_of_the_file():
    plan = plan_of(TWO, labels=("x", "b", "a"))
    assert [(one.field.name, one.position, one.raw) for one in plan.fields] == [
        ("a", 2, "c2"),
        ("b", 1, "c1"),
    ]
    wrong = next(check for check in plan.checks if check.code == "cell.wrong-type")
    assert (wrong.field, wrong.column) == ("a", 3)


def test_absent_fields_have_no_plan():
    plan = plan_of(TWO, labels=("a",))
    assert [one.field.name for one in plan.fields] == ["a"]


def test_a_rule_that_the_profile_ignores_is_not_checked():
    quiet = Profile(name="p", version="1", severities={"cell.wrong-type": Severity.IGNORED})
    plan = plan_of(TWO, profile=quiet)
    assert "cell.wrong-type" not in codes(plan)
    plan, outcome = outcome_of(TWO, ["x"], ["y"], profile=quiet)
    assert outcome.delivered.is_empty()


def test_structural_checks_are_those_that_a_reader_reports():
    plan = plan_of(TWO)
    assert plan.structural_checks["row.blank"] == codes(plan).index("row.blank")
    assert "row.broken-comparison" not in plan.structural_checks
    assert all(code.startswith(("file.", "row.")) for code in plan.structural_checks)


def test_findings_of_a_header_stand_on_its_line_and_name_their_repair():
    plan = plan_of(TWO, labels=("A", "b", "zut"))
    opening = plan.opening_findings(3)
    told = {code: (line, value) for code, _, _, line, value in found(plan, opening)}
    assert told["header.misspelt-field"] == (3, "A")
    assert told["header.unknown-field"] == (3, "zut")
    repairs = dict(zip(opening["check"], opening["repair"], strict=True))
    misspelt = codes(plan).index("header.misspelt-field")
    assert plan.repairs[repairs[misspelt]].name == "header-name"
    kept = plan.uncured(opening)
    assert {plan.checks[n].code for n in kept["check"]} == set(told) - {"header.misspelt-field"}


def test_a_header_repair_that_is_not_applied_cures_nothing():
    plan = plan_of(TWO, labels=("A", "b"), choice=Choice(without=frozenset({"header-name"})))
    opening = plan.opening_findings(1)
    assert plan.uncured(opening).equals(opening)
    assert not plan.applies("header-name")
    assert plan_of(TWO).applies("header-name")


def test_an_absent_header_is_told_by_its_reader_alone():
    assert plan_of(TWO, labels=()).header_findings.is_empty()
    assert plan_of(TWO, labels=("", " ")).header_findings.is_empty()


def test_what_a_schema_asks_for_in_vain_is_told_before_the_data():
    plan = plan_of(TWO, custom_checks=[{"name": "zut", "params": {"column": "a"}}])
    before = found(plan, plan.opening_findings(1))
    assert before == [("schema.unknown-check", "a", None, None, "zut")]
    quiet = Profile(name="p", version="1", severities={"schema.unknown-check": Severity.IGNORED})
    plan = plan_of(TWO, custom_checks=[{"name": "zut"}], profile=quiet)
    assert plan.opening_findings(1).is_empty()


def test_faults_are_told_with_the_repair_that_cures_them():
    plan = plan_of(TWO)
    faults = [
        Fault(code="file.not-utf8", notes=["cp1252"]),
        Fault(
            code="row.extra-cells", rows=[1, 4], lines=[2, 5], values=["x", "y"], notes=["1", "2"]
        ),
        Fault(code="row.no-such-code", rows=[1], lines=[2]),
    ]
    told = plan.structural_findings(faults)
    assert found(plan, told) == [
        ("file.not-utf8", "", None, None, None),
        ("row.extra-cells", "", 1, 2, "x"),
        ("row.extra-cells", "", 4, 5, "y"),
    ]
    assert told["note"].to_list() == ["cp1252", "1", "2"]
    names = [None if n is None else plan.repairs[n].name for n in told["repair"]]
    assert names == ["encoding", None, None]
    assert plan.uncured(told)["note"].to_list() == ["1", "2"]
    assert plan.structural_findings([]).is_empty()


def test_unlabelled_columns_and_what_they_hold():
    plan = plan_of(TWO, labels=("a", "", "b", "  "))
    assert plan.unlabelled_columns == (1, 3)
    from tamis.plan.run import run

    outcome = run(plan, batch_of(["1", "2"], [None, ""], ["x", "y"], ["", "z"]))
    assert outcome.filled == (3,)
    assert plan_of(TWO).unlabelled_columns == ()


def test_keys_of_one_field_stand_in_its_column_and_others_nowhere():
    plan = plan_of(TWO, primaryKey=["a", "b"])
    (key,) = plan.keys
    check = plan.checks[key.check]
    assert (check.code, check.field, check.column) == ("table.duplicate-key", "", 0)
    assert check.params["fields"] == "a, b"
    (key,) = plan_of(TWO, primaryKey="b").keys
    check = plan_of(TWO, primaryKey="b").checks[key.check]
    assert (check.field, check.column, check.params["fields"]) == ("b", 2, "b")


def test_a_key_without_one_of_its_fields_is_not_checked():
    assert plan_of(TWO, labels=("a",), primaryKey=["a", "b"]).keys == ()
    ignored = Profile(name="p", version="1", severities={"table.duplicate-key": Severity.IGNORED})
    assert plan_of(TWO, primaryKey="a", profile=ignored).keys == ()


SELF = {"fields": "a", "reference": {"resource": "", "fields": "b"}}
AWAY = {"fields": ["a"], "reference": {"resource": "autre", "fields": ["id"]}}


def test_a_reference_within_the_table_needs_both_sides():
    plan = plan_of(TWO, foreignKeys=[SELF])
    assert [(one.resource, one.referenced) for one in plan.references] == [("", ("b",))]
    assert [one.names for one in plan.referenced_keys] == [("b",)]
    for labels in (("a",), ("b",)):
        alone = plan_of(TWO, labels=labels, foreignKeys=[SELF])
        assert (alone.references, alone.referenced_keys) == ((), ())


def test_a_reference_by_the_name_of_the_table_is_one_to_itself():
    schema = plan_of(
        TWO, foreignKeys=[{**SELF, "reference": {"resource": "moi", "fields": "b"}}]
    ).schema
    plan = compile_plan(schema, ("a", "b"), PROFILE, context=TableContext(name="moi"))
    assert [one.resource for one in plan.references] == [""]
    assert "ce fichier" in plan.checks[plan.references[0].check].params["place"].say("fr")


@pytest.mark.parametrize(
    ("tables", "is_there"),
    [({}, False), ({"autre": frozenset({"x"})}, False), ({"autre": frozenset({"id"})}, True)],
)
def test_a_reference_to_another_table_is_followed_where_it_is_there(tables, is_there):
    schema = plan_of(TWO, foreignKeys=[AWAY]).schema
    plan = compile_plan(
        schema, ("a", "b"), PROFILE, context=TableContext(name="moi", tables=tables)
    )
    absent = [
        v for code, *_, v in found(plan, plan.schema_findings) if code == "schema.absent-resource"
    ]
    assert absent == ([] if is_there else ["autre"])
    assert [one.resource for one in plan.references] == (["autre"] if is_there else [])
    if is_there:
        params = plan.checks[plan.references[0].check].params
        assert (params["place"].say("fr"), params["reference"]) == ("« autre »", "id")


def test_ignored_references_are_neither_followed_nor_told():
    weights = {
        "table.broken-reference": Severity.IGNORED,
        "schema.absent-resource": Severity.IGNORED,
    }
    quiet = Profile(name="p", version="1", severities=weights)
    assert plan_of(TWO, foreignKeys=[SELF], profile=quiet).references == ()
    assert plan_of(TWO, foreignKeys=[AWAY], profile=quiet).schema_findings.is_empty()


def test_what_others_refer_to_is_kept_where_the_file_has_it():
    schema = plan_of(TWO).schema
    context = TableContext(name="moi", referenced=(("a",), ("b", "a"), ("a",), ("z",)))
    plan = compile_plan(schema, ("a", "b"), PROFILE, context=context)
    assert [one.names for one in plan.referenced_keys] == [("a",), ("b", "a")]


def test_a_check_of_several_fields_may_be_ignored():
    checks = [
        {"name": "compare-columns-value", "params": {"column": "a", "op": "<=", "column2": "b"}}
    ]
    assert len(plan_of(TWO, custom_checks=checks).row_checks) == 1
    quiet = Profile(name="p", version="1", severities={"row.broken-comparison": Severity.IGNORED})
    assert plan_of(TWO, custom_checks=checks, profile=quiet).row_checks == ()


def test_missing_values_decide_what_is_missing():
    for missing, present in (
        ([""], [None, None, "-", "x"]),
        (["", "-"], [None, None, None, "x"]),
        (["-"], ["", "", None, "x"]),
        ([], ["", "", "-", "x"]),
    ):
        plan = plan_of([{"name": "a"}], missingValues=missing)
        import polars as pl

        assert plan.fields[0].present(pl.Series([None, "", "-", "x"])).to_list() == present


def test_repairs_agreed_for_one_field_are_applied_there_alone():
    fields = [{"name": n, "constraints": {"enum": ["Rose", "Bleue"]}} for n in "ab"]
    choice = Choice(agreed=frozenset({("near-value", "a")}))
    plan, outcome = outcome_of(fields, ["Bleu"], ["Bleu"], choice=choice)
    assert outcome.texts.row(0) == ("Bleue", "Bleu")
    assert plan.applies("near-value")
    left_out = Choice(agreed=frozenset({("near-value", "a")}), without=frozenset({"near-value"}))
    assert not plan_of(fields, choice=left_out).applies("near-value")


def test_plans_are_shared_up_to_a_number(monkeypatch):
    monkeypatch.setattr(compiling, "_plans", type(compiling._plans)())
    monkeypatch.setattr(compiling, "_MOST_PLANS", 2)
    schema = plan_of(TWO).schema
    first = shared_plan(schema, ("a", "b"), PROFILE)
    second = shared_plan(schema, ("b", "a"), PROFILE)
    assert shared_plan(schema, ("a", "b"), PROFILE) is first
    shared_plan(schema, ("a",), PROFILE)
    assert len(compiling._plans) == 2
    assert shared_plan(schema, ("a", "b"), PROFILE) is first
    assert shared_plan(schema, ("b", "a"), PROFILE) is not second
    assert first.plan.header.labels == ("a", "b")


def test_plans_of_other_schemas_are_other_plans():
    first, other = plan_of(TWO).schema, plan_of(TWO).schema
    assert shared_plan(first, ("a", "b"), PROFILE) is not shared_plan(other, ("a", "b"), PROFILE)


def test_a_rule_about_headers_may_be_ignored():
    quiet = Profile(name="p", version="1", severities={"header.unknown-field": Severity.IGNORED})
    plan = plan_of(TWO, labels=("A", "b", "zut"), profile=quiet)
    assert [code for code, *_ in found(plan, plan.header_findings)] == ["header.misspelt-field"]


def test_variants_are_compiled_once_for_what_columns_show(monkeypatch):
    monkeypatch.setattr(compiling, "_MOST_VARIANTS", 2)
    plan = plan_of([{"name": "a", "type": "number"}])
    commas, points = ColumnWitness(comma_decimals=True), ColumnWitness(point_decimals=True)
    first = plan.with_witnesses({"a": commas})
    assert plan.with_witnesses({"a": commas}) is first
    second = plan.with_witnesses({"a": points})
    assert plan.with_witnesses({"a": points}) is second
    assert plan.with_witnesses({"a": commas}) is first
    # A third one begins anew.
    plan.with_witnesses({"a": ColumnWitness(comma_thousands=True)})
    again = plan.with_witnesses({"a": commas})
    assert again is not first
    assert again.witnesses == first.witnesses == {"a": commas}


def test_what_files_share_is_kept_by_variant():
    plan = plan_of([{"name": "a", "type": "number"}])
    shared = SharedPlan(plan=plan)
    assert shared.variant(plan) is shared
    other = plan.with_witnesses({"a": ColumnWitness(comma_decimals=True)})
    variant = shared.variant(other)
    assert variant.plan is other
    assert variant.texts is not shared.texts
    assert shared.variant(other) is variant


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("likely.outlier", "column_checks"),
        ("likely.twin-row", "twins"),
        ("likely.alike-identifier", "likenesses"),
        ("likely.not-a-row", "row_checks"),
    ],
)
def test_a_rule_about_rows_or_columns_may_be_ignored(code, kind):
    fields = [{"name": n} for n in ("id", "nom", "rue", "ville")]
    fields.append({"name": "puissance", "type": "number"})
    loud = profiles.load()
    quiet = replace(loud, severities={**loud.severities, code: Severity.IGNORED})
    for profile, is_checked in ((loud, True), (quiet, False)):
        plan = plan_of(fields, profile=profile, primaryKey=["id"])
        checked = {plan.checks[check.check].code for check in getattr(plan, kind)}
        assert (code in checked) is is_checked
        assert (code in codes(plan)) is is_checked


def test_a_condition_that_few_texts_can_break_is_asked_of_those_alone():
    plan = plan_of([{"name": "a"}])
    broken = next(
        check.broken for check in plan.fields[0].checks
        if plan.checks[check.check].code == "cell.formula"
    )  # fmt: skip
    texts = ["=A1", "x", None, "+33 6 12", "@SUM(A1)", "", "a=b"]
    frame = pl.DataFrame({plan.fields[0].raw: texts})
    assert frame.select(broken).to_series().to_list() == [
        True, False, False, False, True, False, False,
    ]  # fmt: skip
