"""A bad night: whose rows stay, for how long, and what is never kept."""

import json

import polars as pl
import pytest

import tamis
from tamis.cli.main import main
from tamis.model.origin import Origin
from tamis.release.options import AggregateOptions, CollectOptions
from tamis.sources import sidecar
from tamis.sources.remote_copy import FetchPolicy

SCHEMA = {
    "name": "exemple/lieux",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "prix", "type": "number", "constraints": {"minimum": 0}},
    ],
}
QUICK = FetchPolicy(pause=0.01, silence=0.3, tries=2)


def body(name, rows=10, price="1,5"):
    return "id,nom,prix\n" + "".join(f'{name}{n},Lieu {n},"{price}"\n' for n in range(rows))


class Nights:
    """Two producers on a server, and a release made of them night after night."""

    def __init__(self, portal, folder):
        self.portal, self.folder = portal, folder
        self.out = folder / "sortie"
        for name in ("a", "b"):
            portal.put(f"{name}.csv", body(name))
        self.list()

    def list(self, *names, extra=""):
        rows = "".join(f"{n},{self.portal.url}/{n}.csv\n" for n in names or ("a", "b"))
        (self.folder / "sources.csv").write_text(f"id,path\n{rows}")

    def run(self, day="", **options):
        collect = CollectOptions(fetch=QUICK, cache=options.pop("cache", None))
        return tamis.aggregate(
            [self.folder / "sources.csv"],
            SCHEMA,
            self.out,
            options=AggregateOptions(date=day, collect=collect, **options),
        )

    def table(self, name="data.csv"):
        return pl.read_csv(self.out / name, infer_schema=False)

    def report(self):
        return json.loads((self.out / "report.json").read_text())


@pytest.fixture
def nights(portal, tmp_path):
    return Nights(portal, tmp_path)


FAULTS = {
    "404": (lambda p: p.files.pop("/b.csv"), "unread"),
    "page": (lambda p: p.put("b.csv", "<!DOCTYPE html><p>Erreur</p>"), "unread"),
    "json": (lambda p: p.put("b.csv", '{"error": "quota"}'), "unread"),
    "pdf": (lambda p: p.put("b.csv", b"%PDF-1.4 xx"), "unread"),
    "image": (lambda p: p.put("b.csv", b"\x89PNG\r\n\x1a\n" + bytes(30)), "unread"),
    "nothing": (lambda p: p.put("b.csv", b""), "unread"),
    "other table": (lambda p: p.put("b.csv", "x;y\n1;2\n3;4\n"), "unread"),
    "plain text": (lambda p: p.put("b.csv", "Service Unavailable\n"), "unread"),
    "header alone": (lambda p: p.put("b.csv", "id,nom,prix\n"), "empty"),
    "shrunk": (lambda p: p.put("b.csv", body("b", rows=4)), "shrunk"),
    "all wrong": (lambda p: p.put("b.csv", body("b", price="cher")), "rejected"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_rows_of_a_doubtful_source_stay(nights, fault):
    first = nights.run("2026-11-01")
    before = nights.table()
    spoil, doubt = FAULTS[fault]
    spoil(nights.portal)
    release = nights.run("2026-11-02")
    after = nights.table()
    assert after.drop("_kept").equals(before.drop("_kept"))
    assert set(after.filter(pl.col("_source") == "b")["_kept"]) == {doubt}
    assert after.filter(pl.col("_source") == "a")["_kept"].null_count() == 10
    assert (first.kept, release.kept, release.unread) == ((), ("b",), ())
    entry = {one.source: one for one in release.account}["b"]
    assert entry.is_balanced
    assert (entry.kept, entry.out) == (10, 10)
    assert release.changes.added == release.changes.removed == release.changes.changed == 0
    told = nights.report()["sources"][1]
    assert (told["doubt"], told["kept"]["read_on"]) == (doubt, "2026-11-01")
    assert told["last_read"]["date"] == "2026-11-01"
    card = (nights.out / "scorecards" / "b.md").read_text()
    assert "Merci" not in card
    assert "restent publiées (2026-11-01)" in card


def test_what_was_delivered_instead_is_told_row_by_row(nights):
    nights.run()
    nights.portal.put("b.csv", body("b", rows=4))
    release = nights.run()
    rejects = nights.table("rejects.csv")
    assert rejects["_reasons"].to_list() == ["source.shrunk"] * 4
    entry = release.account[1]
    assert (entry.rows, entry.kept, entry.out, entry.rejected) == (4, 10, 10, 4)


def test_a_source_that_comes_back_is_released_again(nights):
    nights.run("2026-11-01")
    good = nights.portal.files.pop("/b.csv")
    nights.run("2026-11-02")
    nights.portal.files["/b.csv"] = good.replace(b"Lieu 3", b"Lieu trois")
    release = nights.run("2026-11-03")
    assert release.kept == ()
    assert release.changes.changed == 1
    assert nights.table()["_kept"].null_count() == 20
    assert nights.report()["sources"][1]["last_read"]["date"] == "2026-11-03"


def test_rows_are_kept_for_so_many_days_and_no_longer(nights):
    nights.run("2026-11-01")
    nights.portal.files.pop("/b.csv")
    assert nights.run("2026-11-05", keep_days=5).kept == ("b",)
    assert nights.run("2026-11-06", keep_days=5).kept == ("b",)
    release = nights.run("2026-11-07", keep_days=5)
    assert (release.kept, [one.source.id for one in release.unread]) == ((), ["b"])
    assert release.changes.removed == 10


def test_without_a_date_nothing_expires(nights):
    nights.run()
    nights.portal.files.pop("/b.csv")
    for _ in range(3):
        assert nights.run(keep_days=1).kept == ("b",)
    assert nights.run(keep_days=0).kept == ()


def test_a_shrunk_source_is_taken_as_it_is_once_its_former_rows_are_too_old(nights):
    nights.run("2026-11-01")
    nights.portal.put("b.csv", body("b", rows=4))
    assert nights.run("2026-11-02", keep_days=3).kept == ("b",)
    release = nights.run("2026-11-09", keep_days=3)
    assert (release.kept, release.total.out) == ((), 14)
    assert nights.run("2026-11-10", keep_days=3).kept == ()


@pytest.mark.parametrize(("max_shrink", "kept"), [(0.59, ("b",)), (0.6, ()), (1, ())])
def test_how_much_a_source_may_shrink_is_chosen(nights, max_shrink, kept):
    nights.run()
    nights.portal.put("b.csv", body("b", rows=4))
    assert nights.run(max_shrink=max_shrink).kept == kept


def test_beyond_the_reject_rate_the_former_rows_stay_else_it_is_held_back(nights):
    bad = body("b").replace('"1,5"', "cher", 3)
    nights.portal.put("b.csv", bad)
    first = nights.run(max_reject_rate=0.2)
    assert (first.held_back, first.kept) == (("b",), ())
    nights.portal.put("b.csv", body("b"))
    nights.run(max_reject_rate=0.2)
    nights.portal.put("b.csv", bad)
    release = nights.run(max_reject_rate=0.2)
    assert (release.held_back, release.kept) == ((), ("b",))
    reasons = nights.table("rejects.csv")["_reasons"]
    assert (reasons == "source.rejected").sum() == 7
    assert release.account[1].out == 10


def test_kept_rows_are_judged_under_the_schema_of_today(nights):
    nights.portal.put("b.csv", body("b").replace('"1,5"', "50", 4))
    nights.run()
    nights.portal.files.pop("/b.csv")
    fields = [
        *SCHEMA["fields"][:2],
        {"name": "prix", "type": "number", "constraints": {"maximum": 9}},
    ]
    release = tamis.aggregate(
        [nights.folder / "sources.csv"],
        {**SCHEMA, "fields": fields},
        nights.out,
        options=AggregateOptions(collect=CollectOptions(fetch=QUICK)),
    )
    entry = release.account[1]
    assert (entry.rows, entry.kept, entry.out, entry.rejected) == (0, 10, 6, 4)
    rejects = nights.table("rejects.csv")
    assert rejects["_record"].to_list() == ["1", "2", "3", "4"]
    assert rejects["_line"].to_list() == ["2", "3", "4", "5"]
    assert set(rejects["_kept"]) == {"unread"}


def test_rows_that_another_source_replaced_are_kept_too(nights):
    nights.portal.put("a.csv", body("a") + "b0,Chez l'autre,1\n")
    nights.run()
    assert nights.table("duplicates.csv")["id"].to_list() == ["b0"]
    nights.portal.put("a.csv", body("a"))
    nights.portal.files.pop("/b.csv")
    nights.run()
    rows = nights.table().filter(pl.col("_source") == "b")
    assert rows["id"].to_list() == [f"b{n}" for n in range(10)]


def test_a_source_that_is_gone_withdrawn_or_left_out_is_never_kept(nights):
    nights.run()
    nights.portal.faults["/b.csv"] = [410, 410, 410]
    release = nights.run()
    assert [(one.id, one.rows, one.absence) for one in release.withdrawn] == [("b", 10, "gone")]
    assert [one.source.id for one in release.unread] == ["b"]
    assert release.total.out == 10
    nights.portal.faults["/b.csv"] = []
    nights.run()
    nights.list("a")
    release = nights.run()
    assert [(one.id, one.absence) for one in release.withdrawn] == [("b", "left")]
    nights.list()
    nights.run()
    path = nights.folder / "sources.csv"
    path.write_text(
        f"id,path,withdrawn\na,{nights.portal.url}/a.csv,\nb,{nights.portal.url}/b.csv,true\n"
    )
    release = nights.run()
    assert [(one.id, one.rows, one.absence) for one in release.withdrawn] == [("b", 10, "marked")]
    assert (release.unread, release.total.out) == ((), 10)


def test_a_source_that_is_restricted_now_releases_nothing(nights, write):
    nights.list("a")
    path = write("c.csv", body("c"))
    sources = [nights.folder / "sources.csv", path]
    options = AggregateOptions(collect=CollectOptions(fetch=QUICK))
    tamis.aggregate(sources, SCHEMA, nights.out, options=options)
    sidecar.write(path, Origin(api="api", access="restricted"))
    with pytest.raises(tamis.RefusedError):
        tamis.aggregate(sources, SCHEMA, nights.out, options=options)


def test_all_or_nothing_leaves_the_release_as_it_was(nights):
    nights.run()
    before = {p.name: p.read_bytes() for p in nights.out.iterdir() if p.is_file()}
    nights.portal.put("b.csv", "id,nom,prix\n")
    with pytest.raises(tamis.SourceError, match="« b » n'a aucune ligne"):
        nights.run(all_or_nothing=True)
    assert before == {p.name: p.read_bytes() for p in nights.out.iterdir() if p.is_file()}


def test_a_release_of_no_rows_replaces_none_that_has_some(nights):
    nights.run()
    before = (nights.out / "data.csv").read_bytes()
    for name in ("a", "b"):
        nights.portal.put(f"{name}.csv", "id,nom,prix\n")
    with pytest.raises(tamis.RefusedError, match="aucune ligne"):
        nights.run(keep_days=0)
    assert (nights.out / "data.csv").read_bytes() == before


def test_an_earlier_copy_is_as_old_as_it_was(nights, tmp_path):
    cache = tmp_path / "c"
    nights.run("2026-11-01", cache=cache)
    nights.portal.faults["/b.csv"] = [503] * 20
    release = nights.run("2026-11-03", cache=cache, keep_days=3)
    assert release.sources[1].stale
    assert nights.report()["sources"][1]["last_read"]["date"] == "2026-11-01"
    release = nights.run("2026-11-08", cache=cache, keep_days=3)
    assert [one.source.id for one in release.unread] == ["b"]


def test_a_second_bad_night_gives_the_same_bytes(nights):
    nights.run("2026-11-01")
    nights.portal.files.pop("/b.csv")
    nights.run("2026-11-02")
    first = {p.name: p.read_bytes() for p in nights.out.iterdir() if p.is_file()}
    nights.run("2026-11-02")
    assert first == {p.name: p.read_bytes() for p in nights.out.iterdir() if p.is_file()}


CODES = [
    ((), "good", 0),
    ((), "kept", 0),
    (("--all-or-nothing",), "kept", 3),
    ((), "unread", 3),
    (("--allow-unread",), "unread", 0),
    (("--keep-days", "0"), "nothing", 4),
    (("--date", "hier"), "good", 2),
]


@pytest.mark.parametrize(("arguments", "night", "code"), CODES)
def test_what_the_exit_code_says(tmp_path, write, capsys, arguments, night, code):
    schema = write("schema.json", json.dumps(SCHEMA))
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        write(f"in/{name}.csv", body(name))
    write("sources.csv", "id,path\na,in/a.csv\nb,in/b.csv\n")
    line = [
        "aggregate", str(tmp_path / "sources.csv"), "-s", str(schema), "-o", str(tmp_path / "s"),
        "--no-cache", *arguments,
    ]  # fmt: skip

    def run():
        with pytest.raises(SystemExit) as ended:
            main(line)
        return ended.value.code

    if night in {"good", "unread"}:
        if night == "unread":
            (tmp_path / "in" / "b.csv").unlink()
        assert run() == code
    else:
        assert run() == 0
        capsys.readouterr()
        for name in ("b",) if night == "kept" else ("a", "b"):
            write(f"in/{name}.csv", "id,nom,prix\n")
        assert run() == code
    out = capsys.readouterr()
    assert ("✓" in out.out) == (night == "good" and code == 0)


def test_nor_does_it_replace_one_by_comparing_with_another(nights, tmp_path):
    nights.run()
    for name in ("a", "b"):
        nights.portal.put(f"{name}.csv", "id,nom,prix\n")
    empty = tmp_path / "vide"
    empty.mkdir()
    with pytest.raises(tamis.RefusedError, match="aucune ligne"):
        nights.run(previous=empty)
