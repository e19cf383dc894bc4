"""A baseline: known findings are left out whatever moves; new ones, and as many more, remain."""

import json
from dataclasses import replace

import pytest

import tamis
from tamis.model.errors import UsageError
from tamis.project import baseline
from tamis.project.baseline import Baseline
from tamis.tables import findings

SCHEMA = {
    "fields": [{"name": "n", "type": "number"}, {"name": "t", "constraints": {"required": True}}]
}


@pytest.fixture
def check(write):
    return lambda text: tamis.validate(write("a.csv", text), SCHEMA)


def known(tmp_path, report):
    return Baseline(path=tmp_path / "b.json").renewed([report], whole=True)


def test_what_moves_stays_known_and_what_is_new_is_told(tmp_path, check):
    base = known(tmp_path, check("n,t\nx,a\n1,\nx,b\n"))
    assert len(base) == 3
    moved = base.without_known(check("n,t\n1,z\n1,\nx,a\n2,z\nx,b\n"))
    assert (moved.valid, moved.known, dict(moved.counts)) == (True, 3, {})
    fresh = base.without_known(check("n,t\nx,a\nx,b\nx,c\ny,d\n1,\n"))
    assert [(one.line, one.value) for one in fresh.findings] == [(4, "x"), (5, "y")]
    assert fresh.verdict.errors == 2
    assert base.resolved(fresh) == 0


def test_what_is_mended_is_told_as_gone(tmp_path, check):
    base = known(tmp_path, check("n,t\nx,a\ny,b\n"))
    fresh = base.without_known(check("n,t\nx,a\n2,b\n"))
    assert (fresh.valid, base.resolved(fresh)) == (True, 1)


def test_the_verdict_after_repairs_is_that_of_the_new_ones(tmp_path, check):
    fresh = known(tmp_path, check("n,t\nx,a\n")).without_known(check('n,t\nx,a\n"1,5",b\nz,c\n'))
    assert (fresh.verdict.errors, fresh.after.errors) == (2, 1)


def test_other_sources_are_kept_unless_the_whole_is_known(tmp_path, check):
    report = check("n,t\nx,a\n")
    base = Baseline(path=tmp_path / "b.json", files={"other.csv": {"cell.missing": {"m": 2}}})
    assert set(base.renewed([report], whole=False).files) == {"a.csv", "other.csv"}
    assert set(base.renewed([report], whole=True).files) == {"a.csv"}
    clean = replace(report, findings=findings.FindingLog(()))
    assert base.renewed([clean], whole=True).files == {}


def test_written_and_read_again_without_a_value_in_it(tmp_path, check):
    base = known(tmp_path, check("n,t\nsecret,a\n1,\n"))
    base.write()
    text = base.path.read_text()
    assert "secret" not in text
    assert set(json.loads(text)["files"]["a.csv"]) == {"cell.missing [t]", "cell.wrong-type [n]"}
    assert baseline.load(base.path) == base


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "x",
        '{"tamis-baseline": 9, "files": {}}',
        '{"tamis-baseline": 1}',
        '{"tamis-baseline": 1, "files": {"a": 1}}',
    ],
)
def test_what_is_no_baseline_is_refused(write, text):
    with pytest.raises(UsageError, match="--write-baseline"):
        baseline.load(write("b.json", text))


def test_none_is_told_with_how_to_make_one(tmp_path):
    with pytest.raises(UsageError, match="--write-baseline"):
        baseline.load(tmp_path / "none.json")


def test_spilled_findings_are_sifted_too(tmp_path, check, monkeypatch):
    base = known(tmp_path, check("n,t\n" + "x,a\n" * 30))
    monkeypatch.setattr(findings, "SPILL_ROWS", 10)
    fresh = base.without_known(check("n,t\n" + "x,a\n" * 31))
    assert (fresh.known, fresh.verdict.errors) == (30, 1)


def test_what_is_likely_is_written_down_where_it_counts(write, tmp_path):
    fields = [{"name": "lon", "type": "number"}, {"name": "lat", "type": "number"}]
    source = write("a.csv", "lon,lat\n49.19812,0.72411\n")
    report = tamis.validate(source, {"fields": fields})
    base = Baseline(path=tmp_path / "b.json")
    assert not base.renewed([report], whole=True).files
    assert len(base.renewed([report], whole=True, counts_likely=True)) == 1
