"""What writing a table anew changes in its shape, an entry for each occurrence."""

import pytest
from tests.plan.tables import changed, plan_of

from tamis.plan.structural_changes import structural_changes
from tamis.tables.batch import Fault


def told(code, **more):
    plan = plan_of([{"name": "a"}])
    return changed(plan, structural_changes(plan, [Fault(code=code, rows=[3], lines=[4], **more)]))


@pytest.mark.parametrize(
    ("code", "more", "repair", "before", "after"),
    [
        ("row.missing-cells", {"notes": ["2"]}, "short-row", "", ",,"),
        ("row.trailing-delimiter", {"notes": ["1"]}, "trailing-delimiter", ",", ""),
        ("file.trailing-delimiter", {"notes": ["3"]}, "trailing-delimiter", ",,,", ""),
        ("file.mixed-encoding", {"notes": ["cp1252"]}, "encoding", "cp1252", "utf-8"),
        ("row.stray-quote", {"values": ['a"b']}, "stray-quote", 'a"b', ""),
        ("file.stray-mark", {}, "stray-mark", "", ""),
    ],
)
def test_faults_of_shape_are_changes(code, more, repair, before, after):
    assert told(code, **more) == [(repair, 3, 0, before, after)]


def test_other_faults_are_none():
    assert told("row.extra-cells", values=["x"]) == []
    plan = plan_of([{"name": "a"}])
    assert structural_changes(plan, []).is_empty()
