"""Fingerprints hold on to what is wrong, whatever stands above it."""

import tamis
from tamis.model.fingerprint import Fingerprints

SCHEMA = {"fields": [{"name": "n", "type": "integer"}, {"name": "t"}]}


def prints(path):
    marks = Fingerprints()
    return [marks.of(finding, "a.csv") for finding in tamis.validate(path, SCHEMA).findings]


def test_inserted_rows_change_no_fingerprint(write):
    before = prints(write("a.csv", "n,t\nx,a\ny,b\nx,c\n"))
    after = prints(write("b.csv", "n,t\n1,z\nx,a\n2,z\ny,b\n3,z\nx,c\n"))
    assert before == after
    assert len(set(before)) == 3


def test_a_new_occurrence_has_one_of_its_own(write):
    before = prints(write("a.csv", "n,t\nx,a\n"))
    after = prints(write("b.csv", "n,t\nx,a\nx,b\n"))
    assert after[0] == before[0]
    assert after[1] != before[0]
