"""Releases that come, change and go while they are read; what is asked of one cannot harm it."""

import json
import shutil
import threading
import time

import duckdb
import polars as pl
import pytest
from tests.serve.rows.release import served, write_release

from tamis.model.errors import SourceError
from tamis.serve.rows import grammar, sql
from tamis.serve.rows.errors import RequestError
from tamis.serve.rows.options import RowsOptions
from tamis.serve.rows.releases import Releases

DATA = "/api/resources/data/data/"


def until(seen, wanted, seconds=20):
    """Wait for what a call returns to be what is wanted."""
    end = time.monotonic() + seconds
    while (last := seen()) != wanted:
        assert time.monotonic() < end, last
        time.sleep(0.02)


def swap(folder, other):
    """Put another release in place, as a run does: the old folder goes."""
    aside = folder.with_name("aside")
    folder.rename(aside)
    other.rename(folder)
    shutil.rmtree(aside)


def renamed(frame):
    return frame.with_columns(nom=pl.lit("neuf"))


@pytest.fixture
def releases(tmp_path):
    """Serve a release, without a server."""
    folder = write_release(tmp_path / "r")
    one = Releases(RowsOptions(folder=folder, seconds=60, memory=64 << 20), tmp_path)
    yield one
    one.close()


def test_a_new_release_is_served_without_a_restart(tmp_path):
    folder = write_release(tmp_path / "r")
    with served(folder) as client:
        before = client.get(DATA)
        swap(folder, write_release(tmp_path / "new", change=renamed))
        until(lambda: client.get(DATA).json()["data"][0]["nom"], "neuf")
        after = client.get(DATA, headers={"if-none-match": before.headers["etag"]})
        assert after.status_code == 200


def test_readers_finish_on_the_release_that_they_began(releases, tmp_path):
    with releases.reading("data") as (release, table):
        query = grammar.parse([], table)
        lots = release.database.stream(sql.rows(table, table.columns, query), 1)
        first = next(lots)
        swap(releases.options.folder, write_release(tmp_path / "new", change=renamed))
        releases.refresh()
        with releases.reading("data") as (new, _):
            assert new is not release
        texts = [row[2] for rows in (first, *lots) for row in rows]
        room = release._room
        assert room.is_dir()
    assert texts == ["École", "école", "=1+1", "50 % d'eau_douce", 'dit "oui", puis\nnon']
    assert not room.exists()


def test_a_release_that_is_half_written_leaves_the_one_that_is_served(releases):
    folder = releases.options.folder
    (folder / "data.parquet").write_bytes(b"PAR1 no")
    releases.refresh()
    with releases.reading("data") as (release, table):
        assert release.database.fetch(sql.count(table, grammar.parse([], table)))[0][0] == 5


def test_several_releases_are_served_by_their_names(tmp_path):
    root = tmp_path / "releases"
    write_release(root / "irve.2026", "brest")
    write_release(root / "lieux", "nantes")
    (root / "notes").mkdir()
    with served(root) as client:
        ids = [entry["id"] for entry in client.get("/api/resources/").json()["data"]]
        assert {"irve.2026.data", "lieux.data", "lieux.journal"} <= set(ids)
        row = client.get("/api/resources/irve.2026.data/data/?page_size=1").json()
        assert row["data"][0]["_source"] == "brest"
        assert "/api/resources/irve.2026.data/data/?page=2" in row["links"]["next"]
        assert client.get("/release/lieux/data.csv").status_code == 200
        assert client.get(DATA).status_code == 404
        write_release(root / "venu", "lyon")
        until(lambda: client.get("/api/resources/venu.data/").status_code, 200)
        shutil.rmtree(root / "lieux")
        until(lambda: client.get("/api/resources/lieux.data/data/").status_code, 410)
        gone = client.get("/api/resources/lieux.data/data/").json()["errors"][0]
        assert gone["title"] == "Resource gone"
        assert client.get("/api/resources/irve.2026.data/").status_code == 200


def test_tables_of_a_package_are_served_with_what_they_were(tmp_path):
    package = tmp_path / "releases" / "comptage"
    write_release(package / "sites")
    former = write_release(tmp_path / "releases" / ".comptage.former" / "000001" / "sites")
    text = "_change,id,_field,_before,_after,_source\nadded,a1,,,,annecy\n"
    (former / "changes.csv").write_text(text, encoding="utf-8")
    for folder, day in ((package, "2026-11-30"), (former.parent, "2026-11-29")):
        report = {"date": day, "total": {"out": 5}, "sources": []}
        (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    with served(package) as client:
        assert client.get("/api/resources/sites.data/").status_code == 200
    with served(package.parent) as client:
        place = "/api/resources/comptage.sites.data/rows/a1/history"
        changes = client.get(place).json()["history"]["changes"]
        assert [(c["number"], c["date"], c["change"]) for c in changes] == [
            (0, "2026-11-30", "changed"), (1, "2026-11-29", "added"),
        ]  # fmt: skip
        assert client.get("/release/comptage.sites/data.csv").status_code == 200


def test_a_restricted_release_shows_no_cell(tmp_path):
    folder = write_release(tmp_path / "r")
    mark = {"access": "restricted", "api": "x"}
    (folder / "data.csv.tamis.json").write_text(json.dumps(mark), encoding="utf-8")
    with served(folder) as client:
        entry = client.get("/api/resources/data/").json()
        assert (entry["restricted"], entry["total"]) == (True, None)
        places = (
            DATA, f"{DATA}csv/", f"{DATA}json/", f"{DATA}geojson/", "/rows/a1", "/rows/a1/history",
            "/release/data.csv", "/api/resources/journal/data/", "/release/data.parquet",
        )  # fmt: skip
        for place in places:
            answer = client.get(place)
            assert answer.status_code == 403, place
            assert "01001" not in answer.text
        assert "01001" not in client.get("/api/resources/data/profile/").text


@pytest.mark.parametrize("kind", ["absent", "empty", "file"])
def test_what_is_no_release_is_told(kind, tmp_path):
    folder = tmp_path / "r"
    if kind == "empty":
        folder.mkdir()
    if kind == "file":
        folder.write_text("a")
    with pytest.raises(SourceError, match="no release|pas une publication"):
        Releases(RowsOptions(folder=folder), tmp_path)


FORBIDDEN = (
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('*')",
    "COPY data TO '/tmp/x.csv'", "ATTACH ':memory:' AS a", "INSTALL httpfs", "LOAD httpfs",
    "CREATE TABLE a (b INT)", "DELETE FROM data", "SET memory_limit = '8GB'",
    "SET enable_external_access = true", "SELECT * FROM read_parquet('https://example.org/a')",
)  # fmt: skip


@pytest.mark.parametrize("text", FORBIDDEN, ids=[str(n) for n in range(len(FORBIDDEN))])
def test_the_database_has_no_other_file_no_network_and_is_only_read(releases, text):
    with releases.reading("data") as (release, _), pytest.raises(duckdb.Error):
        release.database.fetch(sql.Statement(text=text))


def test_a_query_ends_after_its_time(releases):
    heavy = sql.Statement(
        text="SELECT count(*) FROM range(100000) a, range(100000) b, range(100) c"
    )
    with releases.reading("data") as (release, _):
        release.database._seconds = 0.2
        with pytest.raises(RequestError) as error:
            release.database.fetch(heavy)
    assert (error.value.status, error.value.title) == (504, "Query too long")


def test_a_query_ends_at_its_memory(releases):
    heavy = sql.Statement(text="SELECT list(a.range || 'xxxxxxxxx') FROM range(30000000) a")
    with releases.reading("data") as (release, _), pytest.raises(RequestError) as error:
        release.database.fetch(heavy)
    assert (error.value.status, error.value.title) == (507, "Query too large")


def test_readers_and_refreshes_go_together(releases, tmp_path):
    errors, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                with releases.reading("data") as (release, table):
                    found = release.database.fetch(sql.rows_between(table, table.columns, 1, 5))
                    names = {row[2] for row in found}
                    assert names == {"neuf"} or len(names) == 5
            except Exception as error:  # noqa: BLE001 told below
                errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2):
        change = renamed if number % 2 else None
        swap(releases.options.folder, write_release(tmp_path / f"n{number}", change=change))
        releases.refresh()
    stop.set()
    for thread in threads:
        thread.join()
    assert not errors
