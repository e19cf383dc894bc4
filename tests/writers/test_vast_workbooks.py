"""A small workbook that spans the whole grid is corrected in the memory of a small one."""

import resource
import time

import openpyxl
import pytest

import tamis

SCHEMA = {
    "name": "s",
    "fields": [{"name": "id", "type": "integer"}, {"name": "jour", "type": "date"}],
}


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    made.active.append(["id", "jour"])
    made.active.append([1, "31/12/2024"])
    return made


def far_cell_elsewhere(made):
    made.create_sheet("Autre")["BH1000000"] = "loin"


def formula_far_away(made):
    made.create_sheet("Autre")["BH1000000"] = "=1+1"


def merge_of_a_whole_column(made):
    made.create_sheet("Autre").merged_cells.add("A1:XFD1048576")


def merge_beside_the_table(made):
    made.active.merged_cells.add("D5:XFD1048576")


@pytest.mark.parametrize(
    "spread",
    [far_cell_elsewhere, formula_far_away, merge_of_a_whole_column, merge_beside_the_table],
)
def test_the_grid_is_not_gone_through(book, tmp_path, spread):
    spread(book)
    path, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book.save(path)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    tamis.normalize(path, SCHEMA, out)
    assert openpyxl.load_workbook(out, read_only=True).worksheets[0]["B2"].value is not None
    assert time.process_time() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
