"""References: within a table, between tables, before and after repair, spilled or not."""

import polars as pl
import pytest

import tamis
from tamis.engine.local import follow_references, run_plan
from tamis.loading import profile, table_schema
from tamis.model.limits import DEFAULT
from tamis.plan import state
from tamis.plan.compile import compile_plan
from tamis.plan.model import TableContext
from tamis.readers import Request, read
from tamis.sources import open_source

SELF = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "parent", "type": "integer"}],
    "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}],
}


def told(report):
    return [(one.code, one.line, one.column, one.value) for one in report.findings]


def test_values_refer_to_values_and_not_to_texts(write):
    report = tamis.validate(write("t.csv", "id,parent\n01,\n2,1\n3,002\n4,9\n5,5\n"), SELF)
    assert told(report) == [("table.broken-reference", 5, 2, "9")]
    assert "ce fichier" in report.findings.__iter__().__next__().message


def test_whole_numbers_are_one_key_whatever_their_type(write):
    schema = {
        "fields": [{"name": "id", "type": "integer"}, {"name": "parent", "type": "number"}],
        "foreignKeys": SELF["foreignKeys"],
    }
    report = tamis.validate(write("t.csv", "id,parent\n1,\n2,1.0\n3,2\n4,2.5\n"), schema)
    assert told(report) == [("table.broken-reference", 5, 2, "2.5")]


def test_a_row_may_refer_to_a_later_one(write):
    assert tamis.validate(write("t.csv", "id,parent\n1,2\n2,\n"), SELF).valid


def test_a_cell_that_is_no_value_refers_to_nothing(write):
    report = tamis.validate(write("t.csv", "id,parent\n1,x\n2,1\n"), SELF)
    assert [code for code, *_ in told(report)] == ["cell.wrong-type"]


def test_references_are_followed_again_after_repair(write, tmp_path):
    path = write("t.csv", "id,parent\n1,\n1 000,1\n3,1000\n")
    done = tamis.normalize(path, SELF, tmp_path / "out.csv")
    assert dict(done.before.counts) == {"cell.wrong-type": 1, "table.broken-reference": 1}
    assert dict(done.after.counts) == {}


def test_keys_of_several_fields_are_whole_or_nothing(write):
    schema = {
        "fields": [{"name": n} for n in ("a", "b", "x", "y")],
        "foreignKeys": [
            {"fields": ["x", "y"], "reference": {"resource": "", "fields": ["a", "b"]}}
        ],
    }
    path = write("t.csv", "a,b,x,y\n1,2,,\n3,4,1,2\n5,6,1,4\n7,8,1,\n")
    assert told(tamis.validate(path, schema)) == [("table.broken-reference", 4, 0, "1 · 4")]


def test_a_table_that_is_not_there_is_told_once(write):
    schema = {
        "fields": [{"name": "a"}, {"name": "b"}],
        "foreignKeys": [{"fields": "b", "reference": {"resource": "secteur", "fields": "id"}}],
    }
    report = tamis.validate(write("t.csv", "a,b\n1,2\n3,4\n"), schema)
    assert dict(report.counts) == {"schema.absent-resource": 1}
    assert report.valid


@pytest.mark.parametrize("spill", [10_000, 50])
def test_tables_refer_to_one_another_whatever_spills(write, monkeypatch, spill):
    monkeypatch.setattr(state.KeyState.__init__, "__defaults__", (spill,))
    communes = "code\n" + "".join(f"c{n}\n" for n in range(200))
    lieux = "id,commune\n" + "".join(f"{n},c{n % 203}\n" for n in range(600))
    paths = {"communes": write("c.csv", communes), "lieux": write("l.csv", lieux)}
    schemas = {
        "communes": {"fields": [{"name": "code"}]},
        "lieux": {
            "fields": [{"name": "id"}, {"name": "commune"}],
            "foreignKeys": [
                {"fields": "commune", "reference": {"resource": "communes", "fields": "code"}}
            ],
        },
    }
    family, there = {}, frozenset({"code"})
    for name, path in paths.items():
        context = TableContext(
            name=name, tables=dict.fromkeys(paths, there), referenced=(("code",),)
        )
        with open_source(str(path), limits=DEFAULT) as local:
            table = read(local, Request())
            schema = table_schema.build(schemas[name])
            plan = compile_plan(schema, table.header, profile.load(), context=context)
            family[name] = run_plan(plan, table, follows_references=False)
    follow_references(family)
    assert family["communes"].delivered.counts() == {}
    broken = family["lieux"].delivered.frame()
    expected = [n + 1 for n in range(600) if n % 203 >= 200]
    assert broken["row"].to_list() == expected
    assert broken["value"].to_list() == [f"c{(n - 1) % 203}" for n in expected]
    assert broken["row"].dtype == pl.UInt32
