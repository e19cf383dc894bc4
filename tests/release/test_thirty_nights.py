"""Thirty nights against a server: each brings a fault, and after each the release holds.

After every night: each file has the hash that the descriptor states; the account balances, and its
figures are those of the files; no row of the night before is gone that is not told, row by row in
changes.csv and by producer in CHANGES.md, and no source is doubtful that the report does not tell.
"""

import hashlib
import json

import polars as pl
import pytest

import tamis
from tamis.release.options import AggregateOptions, CollectOptions
from tamis.sources.remote_copy import FetchPolicy

SCHEMA = {
    "name": "exemple/lieux",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "prix", "type": "number", "constraints": {"minimum": 0}},
        {"name": "date_maj", "type": "date"},
    ],
}
#: The next version of the schema: a field more, and a bound that some prices could have broken.
NEXT = {
    **SCHEMA,
    "version": "2.0.0",
    "fields": [
        *SCHEMA["fields"][:2],
        {"name": "prix", "type": "number", "constraints": {"minimum": 0, "maximum": 1000}},
        SCHEMA["fields"][3],
        {"name": "ville", "type": "string"},
    ],
}
HEAD = "id,nom,prix,date_maj\n"
NAMES = tuple("abcdef")


def rows(name, start=0, end=12, price="1,5", day="2026-01-02"):
    return [f'{name}{n},Lieu {n},"{price}",{day}\n' for n in range(start, end)]


def text(lines, head=HEAD):
    return head + "".join(lines)


class World:
    """The producers' server, the manifest, and the release made of them."""

    def __init__(self, portal, folder):
        self.portal, self.folder, self.out = portal, folder, folder / "sortie"
        self.licences = dict.fromkeys(NAMES, "lov2")
        self.names, self.withdrawn, self.day = list(NAMES), set(), 0
        self.modified = {}
        self.schema = SCHEMA
        for name in NAMES:
            self.put(name, text(rows(name)))

    def put(self, name, content):
        self.portal.put(f"{name}.csv", content)

    def fail(self, name, *faults):
        self.portal.faults[f"/{name}.csv"] = list(faults)

    def mend(self):
        self.portal.faults.clear()
        for name in NAMES:
            if name not in self.gone:
                self.put(name, text(rows(name)))
        self.licences = dict.fromkeys(NAMES, "lov2")

    gone = frozenset()

    def run(self, **options):
        entries = [
            f'[[sources]]\nid = "{n}"\nproducer = "Ville {n}"\npath = "{self.portal.url}/{n}.csv"\n'
            f'licence = "{self.licences.get(n, "lov2")}"\nmodified = "{self.modified.get(n, "")}"\n'
            f"withdrawn = {str(n in self.withdrawn).lower()}\n"
            for n in self.names
        ]
        (self.folder / "sources.toml").write_text(
            '[release]\nlicence = "etalab-2.0"\n' + "\n".join(entries)
        )
        self.day += 1
        policy = FetchPolicy(pause=0.01, silence=0.3, tries=2)
        collect = CollectOptions(cache=self.folder / "cache", fetch=policy)
        return tamis.aggregate(
            [self.folder / "sources.toml"], self.schema, self.out,
            options=AggregateOptions(
                latest="date_maj", date=f"2026-11-{self.day:02}", max_reject_rate=0.5,
                collect=collect, keep_releases=2, **options,
            ),
        )  # fmt: skip

    def data(self):
        return pl.read_csv(self.out / "data.csv", infer_schema=False)


def swap(world):
    """Three rows of a are delivered by b from now on."""
    world.put("a", text(rows("a", 3)))
    world.put("b", text([*rows("b"), *rows("a", 0, 3)]))


def leave(world):
    world.names.remove("f")


def withdraw(world):
    world.withdrawn.add("e")


def join(world):
    world.names.append("g")
    world.put("g", text(rows("g")))


def move_on(world):
    """The schema has a new version, and what f serves that night is an image."""
    world.schema = NEXT
    world.put("f", b"\x89PNG\r\n\x1a\n" + bytes(64))


def clock(world):
    world.portal.validators = True
    world.modified = dict.fromkeys(NAMES, "2099-01-01")
    world.day -= 5


BOM = b"\xef\xbb\xbf"
#: What goes wrong, how the server shows it, and the state of the source that follows.
NIGHTS = [
    ("nothing", lambda w: None, {}),
    (
        "a page for data",
        lambda w: w.put("a", "<!DOCTYPE html><h1>Maintenance</h1>"),
        {"a": "kept: unread"},
    ),
    ("nothing at all", lambda w: w.put("b", b""), {"b": "kept: unread"}),
    ("a header alone", lambda w: w.put("c", HEAD), {"c": "kept: empty"}),
    ("404", lambda w: w.portal.files.pop("/d.csv"), {"d": "stale"}),
    ("no answer", lambda w: w.fail("e", "silence", "silence"), {"e": "stale"}),
    ("cut once", lambda w: w.fail("a", "cut"), {"a": "released"}),
    ("cut for good", lambda w: w.fail("a", *["cut"] * 9), {"a": ("stale", "released")}),
    ("503 once", lambda w: w.fail("b", 503), {"b": "released"}),
    ("500 all night", lambda w: w.fail("c", *[500] * 9), {"c": "stale"}),
    ("half of the rows", lambda w: w.put("d", text(rows("d", 0, 5))), {"d": "kept: shrunk"}),
    ("a few rows less", lambda w: w.put("d", text(rows("d", 0, 10))), {"d": "released"}),
    (
        "every price wrong",
        lambda w: w.put("e", text(rows("e", price="cher"))),
        {"e": "kept: rejected"},
    ),
    (
        "some prices wrong",
        lambda w: w.put("e", text([*rows("e", 0, 9), *rows("e", 9, 12, "cher")])),
        {"e": "released"},
    ),
    ("rows move", swap, {"a": "released", "b": "released"}),
    (
        "a message of an API",
        lambda w: w.put("f", '{"message": "quota", "status": 429}'),
        {"f": "kept: unread"},
    ),
    ("a PDF", lambda w: w.put("f", b"%PDF-1.7 x"), {"f": "kept: unread"}),
    (
        "a new version of the schema, and an image",
        move_on,
        {"f": "kept: unread", **dict.fromkeys("abcde", "released")},
    ),
    ("another table", lambda w: w.put("a", "x;y\n1;2\n"), {"a": "kept: unread"}),
    (
        "a quote never closed",
        lambda w: w.put("b", text([*rows("b", 0, 9), 'b9,"Lieu 9,1,\n', *rows("b", 10, 12)])),
        None,
    ),
    (
        "another encoding",
        lambda w: w.put("c", text(rows("c")).replace("Lieu", "Été").encode("cp1252")),
        {"c": "released"},
    ),
    (
        "another delimiter",
        lambda w: w.put("c", text(rows("c")).replace('"1,5"', "1.5").replace(",", ";")),
        {"c": "released"},
    ),
    ("a mark of order", lambda w: w.put("c", BOM + text(rows("c")).encode()), {"c": "released"}),
    (
        "a column misspelt",
        lambda w: w.put("d", text(rows("d"), "ID,Nom,Prix,Date MAJ\n")),
        {"d": "released"},
    ),
    (
        "another's rows too",
        lambda w: w.put("d", text([*rows("d"), *rows("c", 0, 4)])),
        {"d": "released"},
    ),
    ("the licence changed", lambda w: w.licences.update(b="odbl"), "refused"),
    ("the clock is wrong", clock, {"a": "released"}),
    ("a source joins", join, {"g": "released"}),
    ("a source is withdrawn", withdraw, {}),
    ("a source leaves, another is gone", lambda w: (leave(w), w.fail("g", *[410] * 9)), {}),
]


def hashes(out):
    package = json.loads((out / "datapackage.json").read_text())
    return {one["path"]: one["hash"] for one in package["resources"]}


def check_whole(out):
    for name, stated in hashes(out).items():
        found = hashlib.sha256((out / name).read_bytes()).hexdigest()
        assert stated == f"sha256:{found}", name


def check_account(world, release):
    data = world.data()
    counts = dict(data.group_by("_source").len().iter_rows())
    rejected = pl.read_csv(world.out / "rejects.csv", infer_schema=False)
    for entry in release.account:
        assert entry.is_balanced
        assert counts.get(entry.source, 0) == entry.out
        assert (rejected["_source"] == entry.source).sum() == entry.rejected
    assert data.height == release.total.out == pl.read_parquet(world.out / "data.parquet").height
    assert data["id"].is_unique().all()
    history = pl.read_parquet(world.out / "history.parquet")
    last = history.filter(pl.col("run") == history["run"].max())
    assert last["rows_out"].sum() == release.total.out


def check_told(world, release, before):
    """No row is gone, and no source doubtful, that is not told."""
    now = world.data()
    gone = before.join(now, on="id", how="anti")
    came = now.join(before, on="id", how="anti")
    table = pl.read_csv(world.out / "changes.csv", infer_schema=False)
    told = {
        kind: set(table.filter(pl.col("_change") == kind)["id"]) for kind in ("removed", "added")
    }
    assert told == {"removed": set(gone["id"]), "added": set(came["id"])}
    page = (world.out / "CHANGES.md").read_text()
    for source in {*gone["_source"], *release.kept}:
        (line,) = [
            one for one in page.splitlines() if f"({source}) |" in one or f"| {source} |" in one
        ]
        assert line.rstrip("| ").split("|")[-1].strip(), line
    report = json.loads((world.out / "report.json").read_text())
    kept = {one["id"] for one in report["sources"] if "kept" in one}
    assert kept == set(release.kept)
    assert set(now.filter(pl.col("_kept").is_not_null())["_source"]) == kept


def test_thirty_nights(portal, tmp_path):
    world = World(portal, tmp_path)
    before, states, night_states = None, {}, []
    assert len(NIGHTS) == 30
    for title, spoil, expected in NIGHTS:
        world.mend()
        spoil(world)
        stood = hashes(world.out) if before is not None else {}
        if expected == "refused":
            with pytest.raises(tamis.RefusedError, match="ODbL"):
                world.run()
            assert hashes(world.out) == stood, title
            check_whole(world.out)
            continue
        release = world.run()
        check_whole(world.out)
        check_account(world, release)
        states = {one.source.id: one.state for one in release.sources}
        night_states.append((title, states))
        for name, state in (expected or {}).items():
            allowed = state if isinstance(state, tuple) else (state,)
            assert states[name] in allowed, (title, name, states)
        if before is not None and release.changes.first is False:
            check_told(world, release, before)
        before = world.data()
    assert {one.id: one.absence.value for one in release.withdrawn} == {
        "e": "marked", "f": "left", "g": "gone",
    }  # fmt: skip
    assert set(before["_source"]) == {"a", "b", "c", "d"}
    assert pl.read_parquet(world.out / "history.parquet")["run"].max() >= 20
