"""Every folder of fixtures/repairs is a case: before, after, journal, and what is proposed."""

import csv
import json
from pathlib import Path

import pytest

import tamis
from tamis import repairs
from tamis.values.formulas import exact_text

CASES = Path(__file__).parents[2] / "fixtures" / "repairs"
NAMES = sorted(path.name for path in CASES.iterdir())


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def choice(folder):
    given = folder / "choice.json"
    return tamis.Choice(**json.loads(given.read_text())) if given.exists() else tamis.Choice()


@pytest.mark.parametrize("name", NAMES)
def test_case(name, tmp_path):
    folder, out, journal = CASES / name, tmp_path / "out.csv", tmp_path / "journal.csv"
    before, schema = next(folder.glob("before.*")), folder / "schema.json"
    result = tamis.normalize(before, schema, out, journal=journal, choice=choice(folder))
    assert read(out) == read(folder / "after.csv")
    width = len(read(folder / "journal.csv")[0])  # what undoing takes comes after it
    rows = [[exact_text(cell) for cell in row[:width]] for row in read(journal)]  # formulas marked
    assert rows == read(folder / "journal.csv")
    proposed = folder / "proposals.csv"
    expected = read(proposed)[1:] if proposed.exists() else []
    found = [
        [str(one.row), one.field, one.value, one.repair, one.proposal or ""]
        for one in result.report.findings
        if one.repair and one.row
    ]
    assert found == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_is_repaired_conforms_and_stays(name, tmp_path):
    folder = CASES / name
    after, schema = folder / "after.csv", folder / "schema.json"
    changed = {row for row, *_ in read(folder / "journal.csv")[1:]}
    broken = {str(one.row) for one in tamis.validate(after, schema).findings}
    assert not broken & changed
    again = tamis.normalize(after, schema, tmp_path / "out.csv", choice=choice(folder))
    assert not again.changes


def test_every_repair_of_cells_has_a_case():
    known = {leaf.REPAIR.name for leaf in repairs.cell_modules()} | {"merged-cells", "file-format"}
    met = set()
    for name in NAMES:
        rows = read(CASES / name / "journal.csv")[1:]
        met |= {row[5] for row in rows}
        if (CASES / name / "proposals.csv").exists():
            met |= {row[3] for row in read(CASES / name / "proposals.csv")[1:]}
    assert met == known


def test_journals_say_how_sure_each_repair_is():
    rules = {rule.name: rule.applicability.value for rule in repairs.all_rules()}
    for name in NAMES:
        for row in read(CASES / name / "journal.csv")[1:]:
            assert row[6] == rules[row[5]]
