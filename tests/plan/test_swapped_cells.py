"""Cells in each other's place are swapped where that is asked for, and where it spoils nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.tables import batch_of, changed, found, plan_of

from tamis.loading import profile as profiles
from tamis.model.repair_choice import ONLY_SAFE, Choice
from tamis.model.rule import Severity
from tamis.plan.run import run
from tamis.plan.swapped_cells import swapped

FIELDS = [
    {"name": "nom"},
    {"name": "longitude", "type": "number"},
    {"name": "latitude", "type": "number"},
]
PROFILE = profiles.load()
SWAP = Choice(only=frozenset({"point-swapped"}))
PARIS, LILLE = ("2.35", "48.85"), ("3.06", "50.63")


def outcome_with(points, choice=SWAP, fields=FIELDS, **batch):
    plan = plan_of(fields, choice=choice, profile=PROFILE)
    columns = [[f"n{n}" for n in range(len(points))], *map(list, zip(*points, strict=True))]
    return plan, run(plan, batch_of(*columns, **batch), values=True)


def swaps(plan, outcome):
    return [entry for entry in changed(plan, outcome.changes) if entry[0] == "point-swapped"]


def test_two_cells_change_places_and_the_finding_is_cured():
    plan, outcome = outcome_with([PARIS, LILLE[::-1]], first_row=5, lines=9)
    assert outcome.texts["c1"].to_list() == ["2.35", "3.06"]
    assert outcome.texts["c2"].to_list() == ["48.85", "50.63"]
    assert outcome.values["latitude"].to_list() == [48.85, 50.63]
    assert swaps(plan, outcome) == [
        ("point-swapped", 6, 2, "50.63", "3.06"),
        ("point-swapped", 6, 3, "3.06", "50.63"),
    ]
    assert outcome.changes["line"].to_list() == [10, 10]
    codes = [(code, row) for code, _, row, *_ in found(plan, outcome.delivered)]
    assert codes == [("likely.swapped-position", 6)]
    assert outcome.repaired.is_empty()


@pytest.mark.parametrize(
    "choice", [ONLY_SAFE, Choice(only=frozenset({"blank-row"})), Choice(without=SWAP.only)]
)
def test_nothing_is_swapped_unasked(choice):
    plan, outcome = outcome_with([LILLE[::-1]], choice)
    assert outcome.texts["c1"].to_list() == ["50.63"]
    assert swaps(plan, outcome) == []
    assert outcome.repaired.height == 1


def test_it_may_be_agreed_to_for_one_field():
    plan, outcome = outcome_with(
        [LILLE[::-1]], Choice(agreed=frozenset({("point-swapped", "longitude")}))
    )
    assert outcome.texts["c1"].to_list() == ["3.06"]
    assert len(swaps(plan, outcome)) == 2


def test_what_is_in_its_place_is_left():
    for points in ([PARIS, LILLE], [("", "48.85")], [("13.4", "52.5")], [("0", "0")]):
        plan, outcome = outcome_with(points)
        assert swaps(plan, outcome) == []
        assert outcome.texts["c1"].to_list() == [lon for lon, _ in points]


def test_a_swap_that_would_be_an_error_is_not_done_and_the_others_are():
    limit = {"name": "latitude", "type": "number", "constraints": {"maximum": 50}}
    fields = [*FIELDS[:2], limit]
    plan, outcome = outcome_with([LILLE[::-1], PARIS[::-1], LILLE], fields=fields)
    assert outcome.texts["c1"].to_list() == ["50.63", "2.35", "3.06"]
    assert [entry[1] for entry in swaps(plan, outcome)] == [2, 2]
    remaining = {(code, row) for code, _, row, *_ in found(plan, outcome.repaired)}
    assert remaining == {("likely.swapped-position", 1), ("cell.out-of-range", 3)}
    errors = [c for c in outcome.repaired["check"] if plan.checks[c].severity is Severity.ERROR]
    assert len(errors) == 1
    # Where every swap is one, nothing changes.
    plan, outcome = outcome_with([LILLE[::-1]], fields=fields)
    assert swaps(plan, outcome) == []
    assert outcome.texts["c2"].to_list() == ["3.06"]


def test_a_row_that_has_an_error_already_is_swapped():
    fields = [{"name": "nom", "constraints": {"maxLength": 1}}, *FIELDS[1:]]
    plan, outcome = outcome_with([LILLE[::-1]], fields=fields)
    assert len(swaps(plan, outcome)) == 2
    assert [code for code, *_ in found(plan, outcome.repaired)] == ["cell.wrong-length"]


def test_cells_are_repaired_once_they_stand_in_their_column():
    choice = Choice(unsafe=True)
    plan, outcome = outcome_with([("50,63", "3,06"), ("2,35", "48,85"), PARIS], choice)
    assert outcome.texts["c1"].to_list() == ["3.06", "2.35", "2.35"]
    assert outcome.texts["c2"].to_list() == ["50.63", "48.85", "48.85"]
    first = [entry for entry in changed(plan, outcome.changes) if entry[1] == 1]
    assert [entry[:3] for entry in first] == [
        ("decimal-comma", 1, 2), ("decimal-comma", 1, 3),
        ("point-swapped", 1, 2), ("point-swapped", 1, 3),
    ]  # fmt: skip


SWAPPING = plan_of(FIELDS, choice=SWAP, profile=PROFILE)
PAIRS = st.lists(st.sampled_from([PARIS, LILLE, PARIS[::-1], LILLE[::-1], ("", "2")]), min_size=4)


@settings(max_examples=8)
@given(PAIRS)
def test_swapped_rows_are_those_that_are_told(points):
    columns = [["n"] * len(points), *map(list, zip(*points, strict=True))]
    plan, outcome = SWAPPING, run(SWAPPING, batch_of(*columns))
    wanted = [(lon, lat) if float(lon or 0) < 40 else (lat, lon) for lon, lat in points]
    texts = zip(outcome.texts["c1"], outcome.texts["c2"], strict=True)
    assert [(lon or "", lat) for lon, lat in texts] == wanted
    assert len(swaps(plan, outcome)) == 2 * sum(a != b for a, b in zip(points, wanted, strict=True))


def test_the_batch_that_is_swapped_stays_as_it_was():
    batch = batch_of(["50.63"], ["3.06"])
    _, outcome = outcome_with([LILLE[::-1]])
    entries = outcome.changes.with_columns(column=outcome.changes["column"] - 1)
    other = swapped(batch, entries)
    assert other.frame.row(0) == ("3.06", "50.63")
    assert batch.frame.row(0) == ("50.63", "3.06")
