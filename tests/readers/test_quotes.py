"""Quotes: what stands well is read as Python's csv does, what does not is told at its line."""

import csv as python_csv
import io

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from tamis import readers, sources
from tamis.readers import delimited_lines, parser, weight

_CELLS = st.text(st.sampled_from('ab1" ,\n'), max_size=6)


def read(path):
    """Return the cells, the line of each row, and the faults of rows."""
    with sources.open_source(str(path)) as local:
        batches = list(readers.read(local).batches())
    held = [row for one in batches for row in one.frame.rows()]
    places = [one.places(pl.int_range(one.frame.height, eager=True))[1] for one in batches]
    lines = [line for some in places for line in some]
    faults = [
        (fault.code, *told)
        for one in batches
        for fault in one.faults
        if fault.rows
        for told in zip(fault.rows, fault.lines, fault.values, fault.notes, strict=True)
    ]
    return [tuple(cell or "" for cell in row) for row in held], lines, sorted(faults)


def in_blocks(path, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited_lines, "BLOCK", size)
        patch.setattr(weight, "PIECE", 16)
        return read(path)


@settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    cells=st.lists(_CELLS, min_size=1, max_size=30),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    block=st.integers(8, 64),
)
@example(cells=['a","', '"', '""a""'], end="\n", block=8)
@example(cells=['1"', '"', "", "", '"'], end="\n", block=8)
def test_where_a_block_ends_changes_nothing(tmp_path, cells, end, block):
    """Whatever stands in the lines, well written or not."""
    path = tmp_path / "a.csv"
    rows = (f"1,{cell}{end}" for cell in cells)
    path.write_text("code,nom" + end + "2,b" + end + "".join(rows), newline="")
    with sources.open_source(str(path)) as local:
        table = readers.read(local)
    if table.header == ("code", "nom"):
        assert in_blocks(path, block) == read(path)


@settings(max_examples=examples(300), deadline=None)
@given(
    cells=st.lists(_CELLS, min_size=1, max_size=30),
    quoting=st.sampled_from([python_csv.QUOTE_MINIMAL, python_csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(8, 200),
)
def test_what_is_well_quoted_is_read_as_it_was_written(
    tmp_path_factory, cells, quoting, end, block
):
    out = io.StringIO(newline="")
    writer = python_csv.writer(out, quoting=quoting, lineterminator=end)
    writer.writerow(["code", "nom"])
    writer.writerows(("1", cell) for cell in cells)
    path = tmp_path_factory.mktemp("well") / "a.csv"
    path.write_text(out.getvalue(), newline="")
    rows, _, faults = in_blocks(path, block)
    assert rows == [("1", cell) for cell in cells]
    # A cell whose lines look like rows is told, and stays a cell.
    assert {code for code, *_ in faults} <= {"row.doubtful-cell"}
    assert not faults or any("\n" in cell and "," in cell for cell in cells)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"c"d', "cd"),
        ('""a""', 'a""'),
        ('"a"b"c"', 'ab"c"'),
        ('x"y', 'x"y'),
        ('"a" ', "a "),
        (' "a"', ' "a"'),
    ],
)
def test_a_quote_astray_is_told_at_its_line_and_no_other(cell, value, write):
    path = write("a.csv", f'code,nom\n1,"a, ""b"""\n2,{cell}\n3,"c"\n')
    rows, _, faults = read(path)
    assert rows == [("1", 'a, "b"'), ("2", value), ("3", "c")]
    assert faults == [("row.stray-quote", 2, 3, f"2,{cell}", "")]


@pytest.mark.parametrize("cell", ['a"b"c', 'a""b', '=LIEN("x")'])
def test_pairs_of_quotes_inside_an_unquoted_cell_are_characters_like_others(cell, write):
    path = write("a.csv", f'code,nom\n1,"a, ""b"""\n2,{cell}\n3,"c"\n4,d,e\n')
    rows, _, faults = read(path)
    assert rows[1] == ("2", cell)
    assert [fault[0] for fault in faults] == ["row.extra-cells"]


def test_well_quoted_lines_are_regular(write):
    """Doubled quotes, empty cells in quotes and quoted delimiters do not ask for the slow way."""
    body = "code,nom\n" + '1,"a ""b"", c"\n2,""\n"3",d\n4,""""\n' * 10
    path = write("a.csv", body)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(parser, "survey")
        rows, lines, _ = read(path)
    assert rows[:4] == [("1", 'a "b", c'), ("2", ""), ("3", "d"), ("4", '"')]
    assert lines == list(range(2, 42))
