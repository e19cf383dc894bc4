"""Files put at a wrong address, sources doubled, and a text that stops in the midst of a row."""

import json

import polars as pl
import pytest

import tamis
from tamis.cli.release_summary import remarks
from tamis.release.options import AggregateOptions, CollectOptions

FIELDS = [
    {"name": "id", "type": "string", "constraints": {"required": True}},
    {"name": "nom", "type": "string"},
    {"name": "prix", "type": "number"},
]
KEYED = {"name": "exemple/lieux", "fields": FIELDS, "primaryKey": "id"}
KEYLESS = {"name": "exemple/lieux", "fields": FIELDS}


def text(name, rows=6, end="\n"):
    lines = [f"{name}{n},Lieu {name}{n},{n}" for n in range(rows)]
    return "\n".join(["id,nom,prix", *lines]) + end


class Deliveries:
    def __init__(self, folder):
        self.folder, self.out = folder, folder / "sortie"

    def put(self, **texts):
        for name, content in texts.items():
            (self.folder / f"{name}.csv").write_text(content)

    def run(self, schema=KEYED, names="ab", **options):
        manifest = {"sources": [{"path": f"{name}.csv", "producer": name} for name in names]}
        (self.folder / "sources.json").write_text(json.dumps(manifest))
        options = AggregateOptions(collect=CollectOptions(jobs=1), **options)
        return tamis.aggregate([self.folder / "sources.json"], schema, self.out, options=options)

    def table(self, name="data.csv"):
        return pl.read_csv(self.out / name, infer_schema=False)


@pytest.fixture
def deliveries(tmp_path):
    made = Deliveries(tmp_path)
    made.put(a=text("a"), b=text("b"))
    return made


@pytest.mark.parametrize("schema", [KEYED, KEYLESS], ids=["key", "none"])
def test_a_file_of_anothers_rows_does_not_take_the_place_of_a_sources_own(deliveries, schema):
    deliveries.run(schema)
    before = deliveries.table()
    deliveries.put(a=text("b") if schema is KEYED else text("b", 5))
    for _ in range(2):  # the second night, the bytes are those of the first
        release = deliveries.run(schema)
        assert release.kept == ("a",)
        assert release.sources[0].doubt == "foreign"
        assert deliveries.table().drop("_kept").equals(before.drop("_kept"))
        assert set(deliveries.table("rejects.csv")["_reasons"]) == {"source.foreign"}
        assert release.account[0].is_balanced
    deliveries.put(a=text("a", 7))
    assert deliveries.run(schema).kept == ()
    assert deliveries.table().height == 13


@pytest.mark.parametrize("schema", [KEYED, KEYLESS], ids=["key", "none"])
def test_rows_that_are_exchanged_taken_over_or_added_are_no_loss(deliveries, schema):
    deliveries.run(schema)
    deliveries.put(a=text("b"), b=text("a"))
    release = deliveries.run(schema)
    assert (release.kept, release.changes.moved, release.changes.removed) == ((), 12, 0)
    # a leaves, and b delivers the rows of both
    deliveries.put(b=text("a") + text("b").partition("\n")[2])
    release = deliveries.run(schema, names="b")
    assert (release.kept, release.total.out) == ((), 12)


def test_a_source_that_always_delivered_others_rows_goes_on(deliveries):
    deliveries.put(c=text("b") + "c0,Lieu c0,1\n")
    deliveries.run(names="abc")
    deliveries.put(c=text("b") + "c1,Lieu c1,1\n")
    release = deliveries.run(names="abc")
    assert release.kept == ()
    assert release.account[2].duplicates == 6


def test_the_same_bytes_twice_are_told(deliveries):
    deliveries.run(KEYLESS)
    deliveries.put(c=text("a"))
    release = deliveries.run(KEYLESS, names="abc")
    assert release.doubles == {"c": "a"}
    assert [line for line in remarks(release) if line.endswith(" : c")]
    (source,) = [
        source
        for source in json.loads((deliveries.out / "report.json").read_text())["sources"]
        if source["id"] == "c"
    ]
    assert source["same_content_as"] == "a"
    assert "même contenu que a" in (deliveries.out / "CHANGES.md").read_text()


def test_a_day_before_that_of_the_release_that_is_replaced_is_told(deliveries):
    deliveries.run(date="2026-11-20")
    deliveries.put(a=text("a", 7))
    release = deliveries.run(date="2026-11-05")
    assert release.later == "2026-11-20"
    assert any("2026-11-20" in line for line in remarks(release))
    assert "datée d'après celle-ci : 2026-11-20" in (deliveries.out / "CHANGES.md").read_text()


@pytest.mark.parametrize(
    ("content", "rejected"),
    [
        (text("a", end="\na6,Lie"), 1),  # cut within a name
        (text("a", end="\na6"), 1),
        (text("a", end="\na6,Lie\n"), 0),  # a short row, which is ended
        (text("a", end=""), 0),  # whole, without a last line break
        (text("a", end="\na5x,\na6,Lie"), 0),  # how this file is written
    ],
    ids=["name", "key", "ended", "whole", "usual"],
)
def test_a_row_in_whose_midst_the_text_stops_is_rejected(deliveries, content, rejected):
    deliveries.put(a=content)
    release = deliveries.run()
    rejects = deliveries.table("rejects.csv")
    assert rejects.height == release.account[0].rejected == rejected
    assert release.account[0].is_balanced
    assert deliveries.table().height == release.total.out
    if rejected:
        assert rejects["_reasons"].item() == "source.cut-short"
        assert rejects["id"].item() == "a6"
        typed = pl.read_parquet(deliveries.out / "data.parquet")
        assert "a6" not in typed["id"]
