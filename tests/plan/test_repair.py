"""What repairs make of faulty texts: applied, proposed, named, or left alone."""

from itertools import pairwise

import polars as pl
import pytest
from tests.plan.tables import batch_of, changed, found, offers, outcome_of, plan_of

from tamis.model.repair_choice import Choice
from tamis.plan.repair import repair_texts
from tamis.plan.run import run

LIST = [{"name": "x", "constraints": {"enum": ["Inconnu", "Rose", "Bleue"]}}]


def texts_of(fields, *texts, **more):
    """Return what repairs make of texts of the first field."""
    plan = plan_of(fields, **more)
    field = plan.fields[0]
    present = field.present(pl.Series(texts, dtype=pl.String))
    masks = field.without_quiet(field.broken_checks(present))
    broken = {int(mask.name): mask.arg_true().cast(pl.UInt32) for mask in masks}
    return plan, repair_texts(field, present, {n: at for n, at in broken.items() if at.len()})


def test_a_near_value_is_offered_as_it_is_and_not_emptied_by_a_later_repair():
    plan, outcome = outcome_of(LIST, ["inconu", "Rose", "Bleu"])
    assert offers(plan, outcome.delivered) == {
        1: ("near-value", "Inconnu"),
        3: ("near-value", "Bleue"),
    }
    assert offers(plan, outcome.repaired) == offers(plan, outcome.delivered)
    assert outcome.texts["c0"].to_list() == ["inconu", "Rose", "Bleu"]
    assert outcome.changes.is_empty()


def test_an_unsafe_repair_that_is_chosen_is_applied():
    plan, outcome = outcome_of(LIST, ["inconu", "Rose", "zut"], choice=Choice(unsafe=True))
    assert outcome.texts["c0"].to_list() == ["Inconnu", "Rose", "zut"]
    assert changed(plan, outcome.changes) == [("near-value", 1, 1, "inconu", "Inconnu")]
    assert [row for _, _, row, *_ in found(plan, outcome.delivered)] == [1, 3]
    assert [row for _, _, row, *_ in found(plan, outcome.repaired)] == [3]


def test_a_safe_repair_is_applied_and_its_finding_names_it():
    fields = [{"name": "x", "type": "date"}]
    plan, outcome = outcome_of(fields, ["31/12/2024", "2024-01-01", "zut", "2024-02-01"])
    assert found(plan, outcome.delivered) == [
        ("cell.wrong-type", "x", 1, 2, "31/12/2024"),
        ("cell.wrong-type", "x", 3, 4, "zut"),
    ]
    assert offers(plan, outcome.delivered) == {1: ("french-date", "2024-12-31"), 3: (None, None)}
    assert found(plan, outcome.repaired) == [("cell.wrong-type", "x", 3, 4, "zut")]
    assert changed(plan, outcome.changes) == [("french-date", 1, 1, "31/12/2024", "2024-12-31")]
    assert outcome.texts["c0"].to_list() == ["2024-12-31", "2024-01-01", "zut", "2024-02-01"]


def test_a_repair_that_is_not_chosen_is_neither_applied_nor_offered():
    fields = [{"name": "x", "type": "date"}]
    plan, outcome = outcome_of(
        fields, ["31/12/2024"], choice=Choice(without=frozenset({"french-date"}))
    )
    assert offers(plan, outcome.delivered) == {1: (None, None)}
    assert outcome.texts["c0"].to_list() == ["31/12/2024"]


def test_every_change_of_a_chain_is_told_in_order():
    fields = [{"name": "x", "type": "number"}]
    plan, outcome = outcome_of(fields, ["1 234,5 €", "2"], choice=Choice(unsafe=True))
    assert outcome.texts["c0"].to_list() == ["1234.5", "2"]
    steps = outcome.changes.select("before", "after").rows()
    assert steps[0][0] == "1 234,5 €"
    assert steps[-1][1] == "1234.5"
    assert all(after == before for (_, after), (before, _) in pairwise(steps))
    assert len(steps) == 3
    assert found(plan, outcome.repaired) == []


@pytest.mark.parametrize("others", [[], ["7"], ["3"], ["zut"]])
def test_a_repaired_text_is_told_of_every_check_that_it_breaks(others):
    fields = [{"name": "x", "type": "number", "constraints": {"maximum": 5}}]
    plan, outcome = outcome_of(fields, ["12,5", *others])
    assert found(plan, outcome.delivered)[0] == ("cell.wrong-type", "x", 1, 2, "12,5")
    assert offers(plan, outcome.delivered)[1] == ("decimal-comma", "12.5")
    assert found(plan, outcome.repaired)[0] == ("cell.out-of-range", "x", 1, 2, "12.5")
    assert outcome.texts["c0"][0] == "12.5"


def test_what_earlier_batches_held_decides_nothing_of_a_repaired_text():
    from tamis.plan.run import run
    from tamis.plan.text_cache import TextCache

    plan = plan_of([{"name": "x", "type": "number", "constraints": {"maximum": 5}}])
    cache = TextCache()
    run(plan, batch_of(["7"]), cache)
    outcome = run(plan, batch_of(["12,5"]), cache)
    assert found(plan, outcome.repaired) == [("cell.out-of-range", "x", 1, 2, "12.5")]


def test_same_texts_are_repaired_once_and_changed_everywhere():
    fields = [{"name": "x", "type": "date"}]
    plan, outcome = outcome_of(fields, ["31/12/2024", "30/12/2024", "31/12/2024"])
    assert outcome.texts["c0"].to_list() == ["2024-12-31", "2024-12-30", "2024-12-31"]
    assert [row for _, row, *_ in changed(plan, outcome.changes)] == [1, 2, 3]
    assert outcome.repaired.is_empty()


def test_indices_of_repaired_texts_are_those_of_the_texts():
    _, made = texts_of(
        [{"name": "x", "type": "date"}], "2024-01-01", "31/12/2024", "zut", "1/2/2024"
    )
    assert made.index.to_list() == [1, 3]
    assert made.texts.to_list() == ["2024-12-31", "2024-02-01"]
    assert made.changes.select("index", "before", "after").rows() == [
        (1, "31/12/2024", "2024-12-31"),
        (3, "1/2/2024", "2024-02-01"),
    ]
    assert made.still_broken == {}
    assert made.proposals.is_empty()


def test_what_is_proposed_stands_at_its_text():
    _, made = texts_of(LIST, "Rose", "zut", "inconu")
    assert made.index.to_list() == []
    assert made.proposals.select("index", "proposal").rows() == [(2, "Inconnu")]


def test_texts_without_a_fault_are_left_alone():
    _, made = texts_of([{"name": "x", "type": "date"}], "2024-01-01", None)
    assert made.index.is_empty()
    assert made.changes.is_empty()


def test_a_field_that_no_repair_concerns_is_left_alone():
    every = frozenset(rule.name for rule in plan_of(LIST).repairs)
    plan, made = texts_of(LIST, "inconu", choice=Choice(without=every))
    assert plan.fields[0].stages() == ()
    assert made.index.is_empty()
    assert made.proposals.is_empty()


@pytest.mark.parametrize("unsafe", [False, True])
def test_stages_are_safe_first_then_what_is_applied_then_what_is_proposed(unsafe):
    plan = plan_of(LIST, choice=Choice(unsafe=unsafe))
    stages = plan.fields[0].stages()
    assert [stage.is_safe for stage in stages] == sorted(
        (stage.is_safe for stage in stages), reverse=True
    )
    assert stages[0].is_safe
    assert stages[0].is_applied
    assert stages[1].is_applied is unsafe
    names = {plan.repairs[n].name for n in stages[1].own}
    assert "near-value" in names
    assert {repair.repair for repair in stages[1].repairs} >= stages[0].own | stages[1].own
    codes = {plan.checks[n].code for n in stages[1].curable}
    assert "cell.off-list" in codes


def test_numbers_that_stand_for_codes_are_told_as_such_and_texts_are_not():
    fields = [{"name": "x", "constraints": {"pattern": "[0-9]{5}"}}, {"name": "y"}]
    plan = plan_of(fields)
    from tamis.plan.run import run

    numbers = pl.DataFrame({"c0": [True, False, True]})
    outcome = run(plan, batch_of(["1004", "1004", "75056"], ["a", "b", "c"], numbers=numbers))
    assert [(code, row) for code, _, row, *_ in found(plan, outcome.delivered)] == [
        ("cell.lost-zeros", 1),
        ("cell.off-pattern", 2),
    ]


def test_a_quiet_check_is_told_only_where_no_other_is_broken():
    plan = plan_of([{"name": "x", "constraints": {"maxLength": 3}}])
    field = plan.fields[0]
    texts = pl.Series([" a", " abc", "abcd", "abc"])
    masks = field.without_quiet(field.broken_checks(texts))
    by_code = {plan.checks[int(mask.name)].code: mask.to_list() for mask in masks}
    assert by_code["cell.wrong-length"] == [False, True, True, False]
    assert by_code["cell.outer-space"] == [True, False, False, False]


def test_many_texts_are_repaired_as_few_are():
    texts = [f"{n} 000,{n % 7}0 " for n in range(1, 601)] + [f"x{n}" for n in range(20)]
    plan, outcome = outcome_of([{"name": "a", "type": "number"}], texts)
    assert outcome.texts["c0"].to_list()[:3] == ["1000.10", "2000.20", "3000.30"]
    few = [run(plan, batch_of(texts[start : start + 155])) for start in range(0, 620, 155)]
    assert outcome.texts["c0"].to_list() == [text for part in few for text in part.texts["c0"]]
    assert outcome.changes.height == sum(part.changes.height for part in few)
    assert outcome.repaired.height == 20
