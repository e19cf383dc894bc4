"""What a person changes by hand: in the file that is written, in its journal, and taken back."""

import csv
import json

import pytest

import tamis
from tamis.writers.replay import replay

SCHEMA = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"unique": True}},
        {"name": "date", "type": "date"},
        {"name": "montant", "type": "number", "constraints": {"required": True}},
    ]
}
ROWS = ["a;31/12/2024;7,4", "b;2024-01-01;x", "", "c;2024-02-30;3", "Total;;10,4", "d;2024-03-01"]


def normalize(tmp_path, content, edits=None, name="propre.csv", **options):
    source = tmp_path / "brut.csv"
    source.write_text(content, encoding="utf-8")
    more = {} if edits is None else {"edits": edits}
    journal = tmp_path / f"{name}.journal.csv"
    result = tamis.normalize(source, SCHEMA, tmp_path / name, journal=journal, **more, **options)
    entries = list(csv.DictReader(journal.read_text(encoding="utf-8").splitlines()))
    return result, (tmp_path / name).read_bytes(), entries


@pytest.fixture
def content():
    return "\n".join(["id;date;montant", *ROWS, ""])


@pytest.fixture
def edits():
    cells = {(2, 3): "12,5", (4, 2): "29/02/2024", (6, 3): "1"}
    return tamis.Edits(cells=cells, removed=frozenset({5}))


def test_the_file_is_what_normalize_makes_of_a_source_edited_in_a_text_editor(
    tmp_path, content, edits
):
    by_hand = content.replace(";x", ";12,5").replace("2024-02-30", "29/02/2024")
    by_hand = by_hand.replace("Total;;10,4\n", "").replace("d;2024-03-01", "d;2024-03-01;1")
    result, written, _ = normalize(tmp_path, content, edits)
    _, wanted, _ = normalize(tmp_path, by_hand, name="autre.csv")
    assert written == wanted
    assert result.after.valid
    assert (result.changes["hand-edit"], result.changes["hand-removal"]) == (3, 1)


def test_the_journal_marks_what_a_person_did_before_what_repairs_did(tmp_path, content, edits):
    _, _, entries = normalize(tmp_path, content, edits)
    cell = [entry for entry in entries if (entry["row"], entry["column"]) == ("2", "3")]
    assert [(one["before"], one["after"], one["repair"]) for one in cell] == [
        ("x", "12,5", "hand-edit"),
        ("12,5", "12.5", "decimal-comma"),
    ]
    assert [one["applicability"] for one in cell] == ["hand", "safe"]
    removal = next(entry for entry in entries if entry["repair"] == "hand-removal")
    assert (removal["row"], json.loads(removal["detail"])) == ("5", ["Total", "", "10,4"])


def test_the_journal_gives_back_the_file_as_it_came(tmp_path, content, edits):
    normalize(tmp_path, content, edits)
    given_back = list(replay(tmp_path / "propre.csv", tmp_path / "propre.csv.journal.csv"))
    plain = [[*line.split(";"), "", "", ""][:3] for line in content.splitlines()]
    assert given_back == plain


@pytest.mark.parametrize("place", [(2, 4), (2, 0), (99, 1)])
def test_an_edit_of_a_cell_that_is_not_there_is_refused_and_nothing_is_written(
    tmp_path, content, place
):
    with pytest.raises(tamis.UsageError):
        normalize(tmp_path, content, tamis.Edits(cells={place: "x"}))
    assert not (tmp_path / "propre.csv").exists()


def test_an_edit_that_changes_nothing_is_not_told(tmp_path, content):
    result, _, entries = normalize(tmp_path, content, tamis.Edits(cells={(2, 3): "x"}))
    assert "hand-edit" not in result.changes
    assert not [entry for entry in entries if entry["repair"] == "hand-edit"]


@pytest.mark.parametrize("removed", [{1}, {1, 2, 3, 4, 5, 6}, {6}, {3}, {2, 4}])
def test_any_records_can_be_taken_out(tmp_path, content, removed):
    lines = content.splitlines()
    kept = [line for row, line in enumerate(lines) if row not in removed]
    _, written, _ = normalize(tmp_path, content, tamis.Edits(removed=frozenset(removed)))
    _, wanted, _ = normalize(tmp_path, "\n".join([*kept, ""]), name="autre.csv")
    assert written == wanted


def test_a_cell_that_makes_a_key_repeat_is_told(tmp_path, content):
    result, _, _ = normalize(tmp_path, content, tamis.Edits(cells={(4, 1): "a"}))
    repeated = [finding.value for finding in result.report.findings if finding.column == 1]
    assert repeated == ["a"]


def test_a_workbook_comes_back_with_the_edited_cell_marked(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["id", "date", "montant"], ["a", "2024-01-01", 1], ["b", "2024-01-02", "x"]):
        sheet.append(row)
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("Notes")["A1"] = "à garder"
    source = tmp_path / "brut.xlsx"
    book.save(source)
    edits = tamis.Edits(cells={(2, 3): "5,5"})
    tamis.normalize(source, SCHEMA, tmp_path / "propre.xlsx", edits=edits)
    written = openpyxl.load_workbook(tmp_path / "propre.xlsx")
    assert written["Notes"]["A1"].value == "à garder"
    cell = written[sheet.title]["C3"]
    assert (cell.value, cell.fill.fill_type) == (5.5, "solid")
    assert written[sheet.title].column_dimensions["A"].width == 33
    assert "Corrigé à la main" in [row[5].value for row in written["Modifications"].rows]


def test_a_file_of_which_all_records_are_taken_out_comes_back_with_what_stood_between(tmp_path):
    content = "id;date;montant\na;;1\nid;date;montant\nb;;2\n"
    result, _, _ = normalize(tmp_path, content, tamis.Edits(removed=frozenset({1, 2})))
    assert result.changes["repeated-header"] == 1
    rows = list(replay(tmp_path / "propre.csv", tmp_path / "propre.csv.journal.csv"))
    assert rows == [line.split(";") for line in content.splitlines()]
