"""Rules that look at several columns: what they compare, what they leave alone, after repair."""

import pytest

import tamis


def told(write, fields, check, csv, **params):
    schema = {"fields": fields, "custom_checks": [{"name": check, "params": params}]}
    report = tamis.validate(write("t.csv", csv), schema)
    return [(one.code, one.line, one.value, one.note) for one in report.findings]


@pytest.mark.parametrize(
    ("kinds", "cells", "op", "holds"),
    [
        (("integer", "integer"), ("9", "10"), "<", True),
        (("integer", "number"), ("10", "9.5"), ">=", True),
        (("string", "string"), ("9", "10"), "<", True),  # both look like numbers
        (("string", "string"), ("01004", "01005"), "<", True),
        (("string", "string"), ("a9", "a10"), "<", False),  # the order of characters
        (("string", "string"), ("fin\\", "fin"), ">", True),
        (("string", "integer"), ("9", "10"), "<", True),
        (("string", "integer"), ("neuf", "10"), "<", False),  # nothing to compare
        (("date", "datetime"), ("2024-01-01", "2024-01-01T00:00:00"), "==", True),
        (("year", "integer"), ("2023", "2024"), "<=", True),
        (("date", "date"), ("", "2024-01-01"), ">", True),  # nothing is said of an empty cell
    ],
)
def test_comparisons(write, kinds, cells, op, holds):
    fields = [{"name": "a", "type": kinds[0]}, {"name": "b", "type": kinds[1]}]
    csv = "a,b\n{},{}\n".format(*cells)
    found = told(write, fields, "compare-columns-value", csv, column="a", op=op, column2="b")
    assert found == ([] if holds else [("row.broken-comparison", 2, cells[0], cells[1])])


def test_a_cell_that_is_no_value_is_told_once(write):
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}]
    csv = "a,b\nx,3\n"
    found = told(write, fields, "compare-columns", csv, column="a", op=">", column2="b")
    assert [code for code, *_ in found] == ["cell.wrong-type"]


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (("0.3", "0.1", "0.2"), None),
        (("0.30000000000000004", "0.1", "0.2"), "0.3"),
        (("100000000000000.01", "100000000000000", "0.02"), "100000000000000.02"),
        (("1e3", "999", "1"), None),
        (("", "1", "2"), None),
        (("4", "1", "2"), "3"),
    ],
)
def test_sums_are_of_decimals(write, cells, note):
    fields = [{"name": name, "type": "number"} for name in "tab"]
    csv = "t,a,b\n" + ",".join(cells) + "\n"
    found = told(write, fields, "sum-columns-value", csv, column="t", columns=["a", "b"])
    assert found == ([] if note is None else [("row.wrong-sum", 2, cells[0], note)])


def test_a_sum_is_judged_again_after_repair(write, tmp_path):
    fields = [{"name": name, "type": "number"} for name in "tab"]
    check = {"name": "sum-columns-value", "params": {"column": "t", "columns": ["a", "b"]}}
    path = write("t.csv", 't,a,b\n"3,5",1,2\n"3,5",1,"2,5"\n')
    schema = {"fields": fields, "custom_checks": [check]}
    done = tamis.normalize(path, schema, tmp_path / "out.csv")
    assert dict(done.before.counts) == {"cell.wrong-type": 3}
    assert dict(done.after.counts) == {"row.wrong-sum": 1}
    assert [(one.line, one.value, one.note) for one in done.report.findings] == [(2, "3.5", "3")]


def test_a_group_without_a_column_is_never_whole(write):
    fields = [{"name": "a"}, {"name": "b"}, {"name": "x"}]
    params = {"column": "a", "othercolumns": ["b"]}
    found = told(write, fields, "cohesive-columns-value", "a,x\n1,z\n,z\n", **params)
    assert [one for one in found if one[0] != "header.absent-field"] == [
        ("row.partly-filled", 2, "1", "b")
    ]


def test_zero_fills_a_cell_and_two_absent_columns_are_told_once(write):
    fields = [{"name": "a", "type": "integer"}, {"name": "b"}, {"name": "x"}]
    params = {"column1": "a", "column2": "b"}
    assert told(write, fields, "one-of-required", "a,b,x\n0,,z\n", **params) == []
    found = told(write, fields, "one-of-required", "x\nz\nz\n", **params)
    assert [code for code, *_ in found if code.startswith("row.")] == ["row.none-filled"]


def test_a_row_cut_short_is_told_once(write):
    fields = [{"name": "x"}, {"name": "a"}, {"name": "b"}]
    params = {"column": "a", "othercolumns": ["b"]}
    found = told(write, fields, "cohesive-columns-value", "x,a,b\nz,1\n", **params)
    assert [code for code, *_ in found] == ["row.missing-cells"]


def test_a_check_of_a_field_is_a_check_of_its_column(write):
    schema = {
        "fields": [
            {"name": "a", "type": "integer",
             "customCheck": {"name": "compare-columns", "op": ">", "column2": "b"}},
            {"name": "b", "type": "integer", "customCheck": "phase-de-la-lune"},
        ]
    }  # fmt: skip
    report = tamis.validate(write("t.csv", "a,b\n1,2\n"), schema)
    assert dict(report.counts) == {"row.broken-comparison": 1, "schema.unknown-check": 1}
