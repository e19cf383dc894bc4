"""The account over time: a history, a page of changes by producer, a feed."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest

import tamis
from tamis.release.options import AggregateOptions

SCHEMA = {
    "name": "exemple/lieux",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "nom", "type": "string"},
    ],
}
KEYLESS = {"name": "exemple/lieux", "fields": SCHEMA["fields"]}


class Runs:
    def __init__(self, folder, write):
        self.folder, self.write, self.out = folder, write, folder / "sortie"

    def put(self, **files):
        for path in self.folder.glob("*.csv"):
            path.unlink()
        lines = []
        for name, rows in files.items():
            self.write(f"{name}.csv", "id,nom\n" + "".join(f"{i},{n}\n" for i, n in rows))
            lines.append(
                f'[[sources]]\nid = "{name}"\nproducer = "Ville {name}"\npath = "{name}.csv"'
            )
        self.write("sources.toml", '[release]\nurl = "https://exemple.fr/x"\n' + "\n".join(lines))

    def run(self, day="", schema=SCHEMA, **options):
        return tamis.aggregate(
            [self.folder / "sources.toml"], schema, self.out,
            options=AggregateOptions(date=day, **options),
        )  # fmt: skip

    def page(self):
        return (self.out / "CHANGES.md").read_text()

    def tree(self):
        return {str(p): p.read_bytes() for p in sorted(self.out.rglob("*")) if p.is_file()}


@pytest.fixture
def runs(tmp_path, write):
    return Runs(tmp_path, write)


ROWS = [(str(n), f"Lieu {n}") for n in range(6)]


def test_a_row_a_run_and_source(runs):
    runs.put(a=ROWS[:3], b=ROWS[3:])
    runs.run("2026-11-01")
    runs.put(a=[*ROWS[:2], ("2", "Autre")], b=ROWS[3:5])
    runs.run("2026-11-02")
    history = pl.read_parquet(runs.out / "history.parquet")
    shown = ["run", "date", "source", "rows_in", "rows_out", "added", "removed", "changed"]
    assert history.select(shown).rows() == [
        (1, "2026-11-01", "a", 3, 3, 0, 0, 0),
        (1, "2026-11-01", "b", 3, 3, 0, 0, 0),
        (2, "2026-11-02", "a", 3, 3, 0, 0, 1),
        (2, "2026-11-02", "b", 2, 2, 0, 1, 0),
    ]
    assert history["state"].to_list() == ["released"] * 4
    assert history["sha256"].null_count() == 0


def test_a_run_made_again_adds_nothing_and_changes_no_byte(runs):
    runs.put(a=ROWS[:3], b=ROWS[3:])
    runs.run("2026-11-01")
    runs.put(a=ROWS[:2], b=ROWS[3:])
    runs.run("2026-11-02")
    before = runs.tree()
    runs.run("2026-11-02")
    assert runs.tree() == before


def test_a_kept_source_ages(runs):
    runs.put(a=ROWS[:3], b=ROWS[3:])
    runs.run("2026-11-01")
    (runs.folder / "b.csv").write_text("id,nom\n")
    runs.run("2026-11-02")
    runs.run("2026-11-05")
    history = pl.read_parquet(runs.out / "history.parquet").filter(pl.col("source") == "b")
    assert history["state"].to_list() == ["released", "kept: empty", "kept: empty"]
    assert history["age"].to_list() == [0, 1, 4]
    assert history["kept"].to_list() == [0, 3, 3]
    found = history["findings"].to_list()[1]
    assert found == [{"code": "file.no-rows", "count": 1}]


def test_rows_that_move_from_one_producer_to_another_are_no_change_of_data(runs):
    runs.put(a=ROWS[:3], b=ROWS[3:])
    runs.run()
    runs.put(a=ROWS[:2], b=ROWS[2:])
    release = runs.run(max_shrink=1)
    changes = release.changes
    assert (changes.added, changes.removed, changes.changed, changes.moved) == (0, 0, 0, 1)
    assert changes.sources == {"a": {"moved_out": 1}, "b": {"moved_in": 1}}
    page = runs.page()
    assert "* 1 ligne venue d'une autre source" in page
    assert "| Ville b (b) | 0 | 0 | 0 | 1 | 0 |" in page
    assert (runs.out / "changes.csv").read_text().count("\n") == 1


def test_the_page_says_by_producer_what_came_went_and_why(runs):
    runs.put(a=ROWS[:3], b=ROWS[3:5], c=ROWS[5:])
    runs.run()
    runs.put(a=ROWS[:2], b=[], d=[("9", "Neuf")])
    runs.run()
    page = runs.page()
    assert "| Ville a (a) | 0 | 1 | 0 | 0 | 0 | 2 lignes livrées, 3 avant |" in page
    assert "| Ville b (b) | 0 | 0 | 0 | 0 | 0 | n'a aucune ligne; lignes d'avant gardées" in page
    assert "| Ville c (c) | 0 | 1 | 0 | 0 | 0 | n'est plus dans la liste des sources |" in page
    assert "| Ville d (d) | 1 | 0 | 0 | 0 | 0 | nouvelle source |" in page
    runs.put(a=ROWS[:2], b=ROWS[3:5], d=[("9", "Neuf")])
    runs.run()
    assert "de nouveau publiée" in runs.page()


def test_without_a_key_the_table_holds_the_values_of_the_rows(runs):
    runs.put(a=ROWS[:3])
    runs.run(schema=KEYLESS)
    runs.put(a=[*ROWS[:2], ("2", "Autre")])
    runs.run(schema=KEYLESS)
    table = pl.read_csv(runs.out / "changes.csv", infer_schema=False)
    assert table.select("_change", "id", "nom", "_source").rows() == [
        ("added", "2", "Autre", "a"),
        ("removed", "2", "Lieu 2", "a"),
    ]


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_tells_each_release(runs):
    runs.put(a=ROWS[:3], b=ROWS[3:])
    runs.run("2026-11-01")
    runs.put(a=ROWS[:3], b=[])
    runs.run("2026-11-02")
    root = ET.parse(runs.out / "feed.xml").getroot()
    assert root.find(f"{ATOM}updated").text == "2026-11-02T00:00:00Z"
    entries = root.findall(f"{ATOM}entry")
    assert [e.find(f"{ATOM}updated").text[:10] for e in entries] == ["2026-11-02", "2026-11-01"]
    assert "Ville b: kept: empty" in entries[0].find(f"{ATOM}content").text
    assert len({e.find(f"{ATOM}id").text for e in entries}) == 2


def test_without_a_date_the_feed_has_none(runs):
    runs.put(a=ROWS[:3])
    runs.run()
    root = ET.parse(runs.out / "feed.xml").getroot()
    assert root.find(f"{ATOM}updated") is None
    assert root.find(f"{ATOM}entry/{ATOM}updated") is None


CODE = """
import sys
import tamis
from tamis.release.options import AggregateOptions
options = AggregateOptions(date="2026-11-30")
tamis.aggregate([sys.argv[1]], sys.argv[2], sys.argv[3], options=options)
"""


def test_the_same_bytes_in_any_locale_time_zone_and_order_of_hashes(runs, tmp_path):
    rows = [(str(n), f"Été {n}") for n in range(40)]
    runs.put(a=rows[:20], b=rows[15:], c=[("x", "")])
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA))
    trees = []
    for number, extra in enumerate(
        ({"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
         {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"})
    ):  # fmt: skip
        out = tmp_path / f"s{number}" / "sortie"
        for _ in range(2):
            subprocess.run(
                [sys.executable, "-c", CODE, str(tmp_path / "sources.toml"), str(schema), str(out)],
                env={**os.environ, **extra}, check=True,
            )  # fmt: skip
        files = sorted(p for p in out.rglob("*") if p.is_file())
        trees.append({str(p.relative_to(out)): p.read_bytes() for p in files})
    assert trees[0] == trees[1]
    assert {Path(name).name for name in trees[0]} >= {"history.parquet", "feed.xml"}
