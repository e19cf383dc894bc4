"""CSV that a French Excel opens at a double click, and the hint that tells of it."""

import csv
import io

import pytest
from tests.command import run, run_text

SCHEMA = "etalab/schema-irve-statique"


def test_semicolons_and_a_mark_and_the_same_cells(root, tmp_path):
    source = root / "fixtures/territoires/quimper.csv"
    plain, excel, back = (tmp_path / name for name in ("plain.csv", "excel.csv", "back.csv"))
    told = run_text("normalize", source, "-s", SCHEMA, "-o", plain)
    journal = tmp_path / "journal.csv"
    run("normalize", source, "-s", SCHEMA, "-o", excel, "--for", "excel", "--journal", journal)
    assert "--for excel" in told.stdout
    assert excel.read_bytes().startswith(b"\xef\xbb\xbfnom_amenageur;")
    assert _rows(excel, ";") == _rows(plain, ",")
    assert run("journal", "replay", excel, "--journal", journal, "-o", back).returncode == 0
    assert _rows(back, ",") == _rows(source, ";", "cp1252")


def test_doing_it_twice_changes_nothing(root, tmp_path):
    source = root / "fixtures/territoires/quimper.csv"
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    run("normalize", source, "-s", SCHEMA, "-o", once, "--for", "excel")
    told = run_text("normalize", once, "-s", SCHEMA, "-o", twice, "--for", "excel")
    assert once.read_bytes() == twice.read_bytes()
    assert "0 changement" in told.stdout


def test_a_list_of_findings_opens_likewise(root, tmp_path):
    out = tmp_path / "list.csv"
    run("validate", root / "fixtures/territoires/annecy.csv", "-o", out, "--for", "excel")
    assert out.read_bytes().startswith(b"\xef\xbb\xbfpath;severity;code;")


@pytest.mark.parametrize("cells", ["a;b\n1;2\n", '"x";"y"\n'])
def test_a_single_column_of_semicolons_stays_one_column(tmp_path, cells):
    """One label with a delimiter in it would be read as several, were it not quoted."""
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    lines = [f'"{line.replace(chr(34), chr(34) * 2)}"' for line in cells.splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    schema = tmp_path / "schema.json"
    schema.write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    run("normalize", path, "-s", schema, "-o", out)
    assert _rows(out, ",") == _rows(path, ",")
    assert out.read_text(encoding="utf-8").startswith('"')


def _rows(path, delimiter, encoding="utf-8-sig"):
    text = io.StringIO(path.read_text(encoding=encoding))
    return list(csv.reader(text, delimiter=delimiter))
