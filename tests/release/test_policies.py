"""Which row stays, which source is held back, which version a source follows; what is told."""

import csv
import dataclasses
import json

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples

import tamis
from tamis.model.profile import Profile
from tamis.plan.compile import compile_plan
from tamis.release.collect import local as local_passes
from tamis.release.collect import schema_version
from tamis.release.merge import deduplicate as released_keys
from tamis.release.merge import external_sort, rows
from tamis.release.options import AggregateOptions, CollectOptions
from tamis.release.output import tables
from tamis.release.source_result import VersionTrial

SCHEMA = {
    "name": "exemple/prix",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "nom"},
        {"name": "prix", "type": "number"},
        {"name": "maj", "type": "date"},
    ],
}
MANIFEST = """
[[sources]]
path = "a.csv"
priority = 2
modified = 2024-05-01
[[sources]]
path = "b.csv"
priority = 1
modified = 2024-01-01
[[sources]]
path = "c.csv"
modified = 2024-09-01
"""


def table(folder, name):
    return pl.read_csv(folder / name, infer_schema=False)


@pytest.fixture
def three(write):
    """One key in three sources: a says the latest date, b has priority, c was modified last."""
    write("a.csv", "id,nom,prix,maj\n1,Un,1,2024-03-01\n2,Deux,2,2024-01-01\n")
    write("b.csv", "id,nom,prix,maj\n1,Un,1.0,2024-02-01\n")
    write("c.csv", "id,nom,prix,maj\n1,UN,3,2024-01-01\n")
    return write("sources.toml", MANIFEST)


@pytest.mark.parametrize(
    ("prefer", "stays", "decided"),
    [
        (("latest", "priority"), "a", {"latest"}),
        (("priority", "latest"), "b", {"priority"}),
        (("modified",), "c", {"modified"}),
        (("order",), "a", {"order"}),
    ],
)
def test_what_decides_between_duplicates(three, tmp_path, prefer, stays, decided):
    asked = AggregateOptions(prefer=prefer, latest="maj")
    release = tamis.aggregate([three], SCHEMA, tmp_path / "s", options=asked)
    data = table(tmp_path / "s", "data.csv")
    assert data.filter(pl.col("id") == "1")["_source"].to_list() == [stays]
    lost = table(tmp_path / "s", "duplicates.csv")
    assert set(lost["_decided_by"]) == decided
    assert set(lost["_kept_source"]) == {stays}
    assert release.total.duplicates == 2


def test_conflicts_are_told_field_by_field(three, tmp_path):
    release = tamis.aggregate(
        [three], SCHEMA, tmp_path / "s", options=AggregateOptions(latest="maj")
    )
    found = table(tmp_path / "s", "conflicts.csv").select(
        "_key", "_field", "_kept_value", "_value", "_source"
    )
    assert found.rows() == [
        ("1", "maj", "2024-03-01", "2024-02-01", "b"),  # 1 and 1.0 are one price
        ("1", "nom", "Un", "UN", "c"),
        ("1", "prix", "1", "3", "c"),
        ("1", "maj", "2024-03-01", "2024-01-01", "c"),
    ]
    assert release.conflicts == 4


def test_all_stay_and_are_marked(three, tmp_path):
    asked = AggregateOptions(prefer=("latest", "all"), latest="maj")
    release = tamis.aggregate([three], SCHEMA, tmp_path / "s", options=asked)
    assert (release.total.out, release.total.duplicates) == (4, 0)
    data = table(tmp_path / "s", "data.csv")
    assert data.select("_source", "_duplicate_of").rows() == [
        ("a", None), ("a", None), ("b", "a:1"), ("c", "a:1")
    ]  # fmt: skip
    typed = pl.read_parquet(tmp_path / "s" / "data.parquet")
    assert typed["_duplicate_of"].drop_nulls().to_list() == ["a:1", "a:1"]
    schema = json.loads((tmp_path / "s" / "schema.json").read_text())
    assert "primaryKey" not in schema


def test_a_word_that_decides_nothing_is_told(three, tmp_path):
    with pytest.raises(tamis.UsageError, match="newest"):
        tamis.aggregate(
            [three], SCHEMA, tmp_path / "s", options=AggregateOptions(prefer=("newest",))
        )


def test_a_source_with_too_many_rejects_is_held_back_whole(write, tmp_path):
    write("a.csv", "id,nom,prix,maj\n1,Un,x,\n2,Deux,2,\n3,Trois,y,\n4,Quatre,4,\n")
    write("b.csv", "id,nom,prix,maj\n2,Deux,5,\n5,Cinq,z,\n6,Six,6,\n")
    given = [tmp_path / "a.csv", tmp_path / "b.csv"]
    release = tamis.aggregate(
        given, SCHEMA, tmp_path / "s", options=AggregateOptions(max_reject_rate=0.4)
    )
    assert release.held_back == ("a",)
    assert [(one.source, one.out, one.rejected, one.duplicates) for one in release.account] == [
        ("a", 0, 4, 0), ("b", 2, 1, 0)
    ]  # fmt: skip
    rejects = table(tmp_path / "s", "rejects.csv")
    assert rejects.select("_record", "_reasons").filter(rejects["_source"] == "a").rows() == [
        ("1", "cell.wrong-type [prix]"), ("3", "cell.wrong-type [prix]"),
        ("2", "source.held-back"), ("4", "source.held-back"),
    ]  # fmt: skip
    assert "retenu" in (tmp_path / "s" / "scorecards" / "a.md").read_text()


@pytest.fixture
def published(monkeypatch):
    """Three versions of a schema, as a catalogue has them."""
    newest = tamis.load_schema({**SCHEMA, "version": "2.0.1"})
    titled = [{**f, "title": f["name"].title()} for f in SCHEMA["fields"]]
    newest = tamis.load_schema({**SCHEMA, "fields": titled, "version": "2.0.1"})
    middle = tamis.load_schema(
        {**SCHEMA, "version": "0.9.9",
         "fields": [*({**f, "name": "tarif"} if f["name"] == "prix" else f for f in titled[:3])]}
    )  # fmt: skip
    oldest = tamis.load_schema(
        {**SCHEMA, "version": "0.10.0",
         "fields": [{"name": "id", "type": "integer"}, {"name": "ancien"}, {"name": "perdu"}]}
    )  # fmt: skip
    wanted = [dataclasses.replace(f, constraints=dataclasses.replace(f.constraints, required=True))
              if f.name == "prix" else f for f in newest.fields]  # fmt: skip
    known = {"0.9.9": middle, "0.10.0": oldest}
    monkeypatch.setattr(schema_version, "others", lambda _: ("0.10.0", "0.9.9"))
    monkeypatch.setattr(schema_version, "of", lambda _, version: known[version])
    return dataclasses.replace(newest, fields=tuple(wanted))


def test_an_older_layout_is_found_and_mapped(published, write, tmp_path):
    write("neuf.csv", "id,nom,prix,maj\n1,Un,1,2024-01-01\n")
    write("vieux.csv", "id,nom,tarif\n2,Deux,2\n3,Trois,3\n")
    given = [tmp_path / "neuf.csv", tmp_path / "vieux.csv"]
    release = tamis.aggregate(given, published, tmp_path / "s")
    assert release.total.out == 3
    new, old = (one.result.choice for one in release.sources)
    assert (new.how, new.version, new.trials) == ("target", "2.0.1", ())
    assert (old.how, old.version, dict(old.renamed)) == ("best", "0.9.9", {"tarif": "prix"})
    assert [(one.version, one.rejected, one.unknown) for one in old.trials] == [
        ("2.0.1", 2, 1), ("0.10.0", 0, 2), ("0.9.9", 0, 0)
    ]  # fmt: skip
    assert table(tmp_path / "s", "data.csv")["prix"].to_list() == ["1", "2", "3"]
    assert "tarif → prix" in (tmp_path / "s" / "scorecards" / "vieux.md").read_text()


def test_a_source_is_read_once_for_all_other_versions(published, write, tmp_path, monkeypatch):
    read, opened = local_passes.readers.read, []
    monkeypatch.setattr(
        local_passes.readers,
        "read",
        lambda local, request: opened.append(1) or read(local, request),
    )
    faulty = write("a.csv", "id,nom,prix,maj\n1,Un,x,2024-01-01\n")
    release = tamis.aggregate([faulty], published, tmp_path / "s")
    assert len(release.sources[0].result.choice.trials) == 3
    assert len(opened) == 2  # for the release, then for all other versions


def test_the_declared_version_is_the_one(published, write, tmp_path):
    write("a.csv", "id,nom,tarif\n2,Deux,2\n")
    listed = write("sources.csv", "path,schema_version\na.csv,v0.9.9\n")
    release = tamis.aggregate([listed], published, tmp_path / "s")
    choice = release.sources[0].result.choice
    assert (choice.how, choice.declared, dict(choice.renamed)) == (
        "declared", "0.9.9", {"tarif": "prix"}
    )  # fmt: skip
    assert release.total.out == 1


def test_what_a_mapping_would_lose_is_told_and_not_done(published, write, tmp_path):
    write("a.csv", "id,ancien,perdu\n2,x,y\n")
    listed = write("sources.json", '[{"path": "a.csv", "schema_version": "0.10.0"}]')
    release = tamis.aggregate([listed], published, tmp_path / "s")
    assert release.sources[0].result.choice.lost == "ancien, perdu"
    assert release.total.rejected == 1


def test_the_best_version_is_the_highest_by_real_semver():
    def trial(version, rejected):
        return VersionTrial(version=version, valid=False, valid_after=False, rejected=rejected)

    assert schema_version.best([trial("0.9.9", 0), trial("2.0.1", 0)])[0].version == "2.0.1"
    assert schema_version.best([trial("0.9.9", 0), trial("0.10.0", 0)])[0].version == "0.10.0"
    assert schema_version.best([trial("2.0.1", 3), trial("0.10.0", 1)])[0].version == "0.10.0"
    assert schema_version.best([trial("2.0.1", 1), trial("0.10.0", 1)])[1] == "closest"


def test_a_manifest_in_a_spreadsheet_and_patterns(write, tmp_path):
    (tmp_path / "eure").mkdir()
    for name in ("x", "y"):
        (tmp_path / "eure" / f"{name}.csv").write_text("id,nom,prix,maj\n,,,\n")
    listed = write(
        "irve.sources.csv",
        "path;id;producer;territory;priority\neure/*.csv;eure;Département;27;1\n",
    )
    release = tamis.aggregate([listed], {**SCHEMA, "primaryKey": []}, tmp_path / "s")
    assert [(one.source.id, one.source.territory) for one in release.sources] == [
        ("eure-x", "27"), ("eure-y", "27")
    ]  # fmt: skip
    bad = write("sources.csv", "path;priority\na.csv;haute\n")
    with pytest.raises(tamis.UsageError, match="haute"):
        tamis.aggregate([bad], SCHEMA, tmp_path / "s")


KEYS = st.integers(0, 9).map(str)
DATES = st.sampled_from(["", "2024-01-01", "02/01/2024"])
ROWS = st.lists(st.tuples(KEYS, st.sampled_from(["a", "b", ""]), DATES), max_size=8)


@settings(max_examples=10, deadline=None)
@given(files=st.lists(ROWS, min_size=1, max_size=3), prefer=st.permutations(["latest", "order"]))
def test_same_inputs_same_bytes_cached_or_not(tmp_path_factory, files, prefer):
    folder = tmp_path_factory.mktemp("pareil")
    (folder / "in").mkdir()
    for at, lines in enumerate(files):
        with (folder / "in" / f"{at}.csv").open("w", newline="") as out:
            csv.writer(out).writerows([["id", "nom", "maj"], *lines])
    schema = {**SCHEMA, "fields": [f for f in SCHEMA["fields"] if f["name"] != "prix"]}
    made = []
    for name, cache in (("un", None), ("deux", folder / "c"), ("trois", folder / "c")):
        asked = AggregateOptions(
            latest="maj", prefer=tuple(prefer), collect=CollectOptions(cache=cache)
        )
        release = tamis.aggregate([folder / "in"], schema, folder / name, options=asked)
        assert all(entry.is_balanced for entry in release.account)
        found = (path for path in sorted((folder / name).rglob("*")) if path.is_file())
        made.append({path.name: path.read_bytes() for path in found})
    assert made[0] == made[1] == made[2]
    assert all(one.reused for one in release.sources)


@settings(max_examples=25, deadline=None)
@given(
    keys=st.lists(st.lists(st.integers(0, 50) | st.none(), max_size=30), min_size=1, max_size=6),
    at_once=st.sampled_from([1, 600, 1 << 20]),
    fan=st.sampled_from([2, 3, 16]),
)
@example(keys=[[0, 0, 0], [0], [0, 0, 0, 0, 0, 0], [0]], at_once=1, fan=2)  # whole parts are lost
def test_rows_come_in_the_order_of_their_key_whatever_the_memory(
    tmp_path_factory, keys, at_once, fan
):
    folder = tmp_path_factory.mktemp("ordre")
    held, first = [], 0
    for at, some in enumerate(keys):
        frame = pl.DataFrame({"k": some, "at": [first + n for n in range(len(some))]},
                             schema={"k": pl.Int64, "at": pl.Int64})  # fmt: skip
        frame.write_parquet(folder / f"{at}.parquet")
        if some:
            path = folder / f"{at}.parquet"
            held.append(rows.Part(texts=path, typed=path, first=first, height=len(some)))
        first += len(some)
    lost = pl.Series([n for n in range(first) if n % 7 == 3], dtype=pl.UInt32)
    (folder / "room").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(external_sort, "_FAN", fan)
        patch.setattr(external_sort, "_SAMPLED", 2)
        frames = list(external_sort.ordered(held, lost, ("k",), folder / "room", at_once))
    found = [(k, at) for frame in frames for k, at in frame.select("k", "at").iter_rows()]
    flat = [k for some in keys for k in some]
    wanted = [(k, at) for at, k in enumerate(flat) if at % 7 != 3]
    assert found == sorted(wanted, key=lambda one: (one[0] is None, one[0] or 0, one[1]))


@settings(max_examples=examples(60), deadline=None)
@given(cells=st.lists(st.lists(st.text('a"\n\r,', max_size=6), min_size=2, max_size=2)))
def test_rows_of_a_csv_file_are_counted_in_its_bytes(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("compte") / "a.csv"
    pl.DataFrame(cells, schema={"a": pl.String, "b": pl.String}, orient="row").write_csv(path)
    assert tables.height(path) == len(cells)


@settings(max_examples=examples(40), deadline=None)
@given(keys=st.lists(st.integers(0, 12) | st.none(), max_size=40), at_once=st.integers(1, 50))
def test_keys_that_repeat_are_found_however_few_are_compared_at_once(keys, at_once):
    schema = tamis.load_schema({"fields": [{"name": "k", "type": "integer"}]})
    plan = compile_plan(schema, ("k",), Profile(name="p", version="1"))
    frame = pl.DataFrame({"k": keys}, schema={"k": pl.Int64}).lazy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(released_keys, "_CLASS_ROWS", at_once)
        found = released_keys._repeated(frame, list(plan.fields))
    named = [at for at, key in enumerate(keys) if key is not None and keys.count(key) > 1]
    assert set(found) >= set(named)
    assert all(keys.count(keys[at]) > 1 for at in found)
