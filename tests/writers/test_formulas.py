"""No table that people open runs a value of a file; the mark can be taken back."""

import csv
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tamis
from tamis.values.formulas import exact, inert, inert_frame

TEXTS = st.one_of(st.none(), st.text(), st.text(alphabet="'=+-@\t\r01.,  \u00a0a", max_size=6))


def marked(texts):
    numbers = pl.Series(range(len(texts)), dtype=pl.UInt32)
    return inert_frame(pl.DataFrame({"a": pl.Series(texts, dtype=pl.String), "n": numbers}))


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=20))
def test_a_frame_is_marked_as_its_texts_and_taken_back(texts):
    frame = marked(texts)
    assert frame["a"].to_list() == [None if text is None else inert(text) for text in texts]
    assert frame.select(exact(pl.col("a")))["a"].to_list() == texts


@pytest.mark.parametrize("text", ["-1.55", "+33 6 12 34 56 78", "-1,5", "+33612345678", "-", "12"])
def test_numbers_and_phone_numbers_are_none(text):
    assert inert(text) == text


@pytest.mark.parametrize("text", ["=1+1", "+33-1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-a"])
def test_what_a_spreadsheet_runs_is_marked(text):
    assert inert(text) == f"'{text}"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_release_runs_nothing_and_its_exact_tables_are_exact(tmp_path, write):
    schema = {
        "name": "x",
        "fields": [
            {"name": "id", "type": "string"},
            {"name": "n", "type": "number"},
            {"name": "t", "type": "string"},
        ],
        "primaryKey": ["id"],
    }
    write("schema.json", json.dumps(schema))
    path = write("a.csv", 'id,n,t\n=1,1,=a\n=1,1,=b\nx,=2+3,=c\ny,"1,5",-1.55\nz,3,=d\n')
    release = tamis.aggregate([path], tmp_path / "schema.json", tmp_path / "sortie")
    folder = release.folder
    data = rows(folder / "data.csv")
    assert {row["t"] for row in data} <= {"=a", "=b", "-1.55", "=d"}
    (reject,) = rows(folder / "rejects.csv")
    assert (reject["n"], reject["t"]) == ("'=2+3", "'=c")
    table = pl.read_parquet(folder / "rejects.parquet")
    assert table.select("n", "t").row(0) == ("=2+3", "=c")
    (twice,) = rows(folder / "duplicates.csv")
    assert (twice["id"], twice["t"][:2]) == ("'=1", "'=")
    assert all(row["left"][:1] != "=" for row in rows(folder / "conflicts.csv") if "left" in row)


def test_a_journal_runs_nothing(tmp_path, write):
    schema = {"fields": [{"name": "t", "type": "string", "constraints": {"enum": ["=Oui", "a"]}}]}
    path = write("a.csv", "t\n=oui\na\n")
    journal = tmp_path / "journal.csv"
    tamis.normalize(path, schema, tmp_path / "propre.csv", journal=journal)
    changes = rows(journal)
    assert all(row["before"][:1] != "=" and row["after"][:1] != "=" for row in changes)


def test_rejects_taken_in_again_are_what_they_were(tmp_path, write):
    cells = ["=1+1", "'=1+1", "@SUM(1)", "-1.55", "'a", "+33 6 12 34 56 78"]
    lines = "".join(f'x,"{cell}"\n' for cell in cells)
    schema = {"name": "e", "fields": [{"name": "id", "type": "integer"}, {"name": "nom"}]}
    tamis.aggregate([write("a.csv", f"id,nom\n{lines}1,b\n")], schema, tmp_path / "sortie")
    rejects = tmp_path / "sortie" / "rejects.csv"
    corrected = rejects.read_text().replace(",x,", ",7,")
    again = write("rejets.csv", corrected)
    made = tamis.normalize(again, schema, tmp_path / "propre.csv")
    assert made.report.stats.rows == len(cells)
    with (tmp_path / "propre.csv").open(newline="") as file:
        assert [row["nom"] for row in csv.DictReader(file)] == cells
    plain = write("b.csv", 'id,nom\n1,"\'=1+1"\n')
    tamis.normalize(plain, schema, tmp_path / "b-propre.csv")
    assert "'=1+1" in (tmp_path / "b-propre.csv").read_text()


def test_what_changes_runs_nothing(tmp_path, write):
    schema = {"name": "e", "primaryKey": "id", "fields": [{"name": "id"}, {"name": "nom"}]}
    for cells in (("=1+1", "+3+4"), ("=2+2", "b")):
        text = "".join(f"{number},{cell}\n" for number, cell in enumerate(cells))
        source = write("a.csv", f"id,nom\n{text}@c,-1.55\n")
        tamis.aggregate([source], schema, tmp_path / "sortie")
    with (tmp_path / "sortie" / "changes.csv").open(newline="") as file:
        changes = list(csv.DictReader(file))
    told = [(row["_before"], row["_after"]) for row in changes]
    assert told == [("'=1+1", "'=2+2"), ("'+3+4", "b")]
