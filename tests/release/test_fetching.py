"""A release from forty sources behind a server that fails in every way, night after night."""

import json

import polars as pl
import pytest

import tamis
from tamis.release.options import AggregateOptions, CollectOptions, DatagouvOptions
from tamis.sources.policy import FetchPolicy
from tamis.sources.remote_copy import fetch_copy

SCHEMA = {
    "name": "exemple/lieux",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "nom"},
        {"name": "prix", "type": "number"},
    ],
}
QUICK = FetchPolicy(pause=0.01, silence=0.3, tries=3)


def body(at, rows=5, price="1,5"):
    lines = (f"{at * 100 + n};Lieu {n} de {at};{price}\n" for n in range(rows))
    return "id;nom;prix\n" + "".join(lines)


def options(cache, **more):
    return AggregateOptions(collect=CollectOptions(cache=cache, fetch=QUICK, **more))


def tree(folder):
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def is_source(path):
    """Whether a source was asked for, rather than what may be said beside it."""
    return not path.endswith(".tamis.json")


@pytest.fixture
def listed(portal, tmp_path):
    """Forty sources, and the manifest that lists them."""
    put = (portal.put(f"{at:02}.csv", body(at)) for at in range(40))
    lines = [f"{address};s{at:02};Commune {at}" for at, address in enumerate(put)]
    path = tmp_path / "sources.csv"
    path.write_text("\n".join(["path;id;producer", *lines]))
    return path


def test_a_night_with_every_fault(portal, listed, tmp_path):
    portal.faults["/01.csv"] = ["cut"]  # taken up where it stopped
    portal.faults["/02.csv"] = [503, 429]  # there at the third try
    portal.faults["/03.csv"] = ["silence"]
    portal.faults["/04.csv"] = ["silence"] * 3
    portal.faults["/05.csv"] = [404]
    portal.faults["/06.csv"] = [500] * 3
    portal.put("07.csv", b"PK\x03\x04 not a zip at all" * 9)
    release = tamis.aggregate(
        [listed], SCHEMA, tmp_path / "sortie", options=options(tmp_path / "c")
    )
    assert [one.source.id for one in release.unread] == ["s04", "s05", "s06", "s07"]
    assert portal.statuses("01.csv") == [200, 206]
    assert portal.statuses("02.csv") == [503, 429, 200]
    assert portal.statuses("03.csv") == ["silence", 200]
    assert portal.statuses("05.csv") == [404]
    assert len(release.account) == 36
    assert all(entry.is_balanced for entry in release.account)
    assert release.total.out == 36 * 5
    data = pl.read_csv(tmp_path / "sortie" / "data.csv", infer_schema=False)
    assert data.filter(pl.col("_source") == "s01")["prix"].to_list() == ["1.5"] * 5


def test_the_next_night_reads_only_what_changed(portal, listed, tmp_path):
    given = ([listed], SCHEMA, tmp_path / "sortie")
    first = tamis.aggregate(*given, options=options(tmp_path / "c"))
    before = tree(tmp_path / "sortie")
    portal.asked.clear()
    again = tamis.aggregate(*given, options=options(tmp_path / "c"))
    assert {status for path, status in portal.asked if is_source(path)} == {304}
    assert all(one.reused for one in again.sources)
    assert not any(one.reused for one in first.sources)
    assert tree(tmp_path / "sortie") == before  # its CHANGES.md too: nothing changed
    portal.put("11.csv", body(11, rows=6, price="2"))
    portal.faults["/12.csv"] = [503] * 3
    portal.put("13.csv", body(13, rows=3))
    third = tamis.aggregate(*given, options=options(tmp_path / "c"))
    assert [one.source.id for one in third.sources if not one.reused] == ["s11", "s13"]
    assert [one.source.id for one in third.sources if one.stale] == ["s12"]
    made = third.changes
    assert (made.added, made.removed, made.changed, dict(made.fields)) == (1, 2, 5, {"prix": 5})
    table = pl.read_csv(tmp_path / "sortie" / "changes.csv", infer_schema=False)
    assert table.row(0) == ("added", "1105", None, None, None, "s11")
    assert table.row(3) == ("changed", "1100", "prix", "1.5", "2.0", "s11")
    fresh = tamis.aggregate([listed], SCHEMA, tmp_path / "autre", options=options(None))
    assert fresh.unread == ()
    same = tree(tmp_path / "sortie")
    assert same["data.csv"] == tree(tmp_path / "autre")["data.csv"]
    assert same["data.parquet"] == tree(tmp_path / "autre")["data.parquet"]


def test_without_validators_the_bytes_decide(portal, listed, tmp_path):
    portal.validators = False
    for _ in range(2):
        release = tamis.aggregate([listed], SCHEMA, tmp_path / "s", options=options(tmp_path / "c"))
    assert {status for path, status in portal.asked if is_source(path)} == {200}
    assert all(one.reused for one in release.sources)


def test_a_stale_copy_may_be_refused(portal, listed, tmp_path):
    tamis.aggregate([listed], SCHEMA, tmp_path / "s", options=options(tmp_path / "c"))
    portal.faults["/12.csv"] = [503] * 3
    asked = options(tmp_path / "c", stale=False)
    release = tamis.aggregate([listed], SCHEMA, tmp_path / "s", options=asked)
    assert [one.source.id for one in release.unread] == ["s12"]


def test_a_body_that_changes_while_it_is_taken_up_is_taken_whole(portal, tmp_path):
    address = portal.put("a.csv", "x" * 100_000)
    portal.faults["/a.csv"] = ["cut"]
    with pytest.raises(tamis.SourceError):
        fetch_copy(address, tmp_path, FetchPolicy(pause=0.01, tries=1))
    portal.put("a.csv", "y" * 90_000)
    assert fetch_copy(address, tmp_path, QUICK).path.read_bytes() == b"y" * 90_000
    assert portal.statuses("a.csv") == [200, 200]


def resource(portal, name, at, **more):
    known = {"name": "exemple/lieux", "url": None, "version": None}
    return {
        "id": f"r{at:02}", "title": name, "url": f"{portal.url}/{name}", "latest": "",
        "type": "main", "format": "csv", "filetype": "remote",
        "last_modified": "2026-11-01T00:00:00+00:00", "created_at": "2025-01-01T00:00:00+00:00",
        "schema": known, "extras": {}, "checksum": None, "mime": "text/csv", **more,
    }  # fmt: skip


def dataset(portal, at, **more):
    portal.put(f"{at:02}.csv", body(at))
    return {
        "id": f"d{at:02}", "title": f"Jeu {at}", "license": "lov2", "page": f"{portal.url}/d/{at}",
        "organization": {"name": f"Commune {at}", "business_number_id": "21270116600019"},
        "owner": None, "private": False, "spatial": {"zones": [f"fr:commune:271{at:02}"]},
        "resources": [
            resource(portal, f"{at:02}.csv", at, **more),
            resource(portal, "notice.pdf", 900 + at, schema={"name": None, "url": None,
                                                             "version": None}),
            resource(portal, "sans.csv", 800 + at, schema=None),
        ],
    }  # fmt: skip


def test_what_data_gouv_lists(portal, tmp_path):
    portal.datasets = [dataset(portal, at) for at in range(60)]
    portal.datasets[7]["resources"][0]["url"] = "http://ailleurs.example/7.csv"
    portal.datasets[8]["organization"] = None
    portal.datasets[8]["owner"] = {"first_name": "Ada", "last_name": "L."}
    asked = AggregateOptions(
        datagouv=DatagouvOptions(base=portal.url, exclude=("d09",)),
        date="2026-11-25",
        collect=CollectOptions(cache=tmp_path / "c", fetch=QUICK),
    )
    release = tamis.aggregate([], SCHEMA, tmp_path / "sortie", options=asked)
    assert len(release.account) == 58
    assert [(one.source.id, type(one.error).__name__) for one in release.unread] == [
        ("r07", "RefusedError")
    ]
    assert "--allow-host ailleurs.example" in str(release.unread[0].error)
    first = release.sources[0].source
    assert (first.id, first.producer, first.identifier, first.territory, first.licence) == (
        "r00", "Commune 0", "21270116600019", "fr:commune:27100", "lov2"
    )  # fmt: skip
    assert (
        next(one for one in release.sources if one.source.id == "r08").source.producer == "Ada L."
    )
    assert [path for path, _ in portal.asked].count("/api/1/datasets/") == 2
    extras = json.loads((tmp_path / "sortie" / "datagouv.json").read_text())
    assert len(extras) == 58
    assert extras[0]["resource"] == "r00"
    assert extras[0]["extras"]["validation-report:valid_resource"] is False  # decimal commas
    assert extras[0]["extras"]["validation-report:validation_date"] == "2026-11-25"


def test_an_api_that_answers_something_else_is_told(portal, tmp_path):
    portal.put("api/1/datasets/", "")
    with pytest.raises(tamis.SourceError, match="exemple/lieux"):
        tamis.aggregate(
            [],
            SCHEMA,
            tmp_path / "sortie",
            options=AggregateOptions(datagouv=DatagouvOptions(base=portal.url)),
        )


def test_what_is_found_by_tag_and_by_words_is_taken_or_told(portal, tmp_path):
    none = {"name": None, "url": None, "version": None}
    other = {"name": "autre/schema", "url": None, "version": None}
    portal.put("page.csv", "<!DOCTYPE html><p>Erreur</p>")
    portal.put("autre.csv", "x,y\n1,2\n3,4\n")
    portal.put("faux.csv", body(5, price="cher"))
    portal.datasets = [
        dataset(portal, 0),
        {**dataset(portal, 1, schema=none), "tags": ["lieux"]},
        {**dataset(portal, 2, schema=other), "tags": ["lieux"]},
        {**dataset(portal, 3, schema=none), "title": "Mes LIEUX", "tags": ["lieux"]},
        {**dataset(portal, 4, schema=none), "license": "odc-odbl", "title": "lieux odbl"},
        {
            **dataset(portal, 5), "title": "lieux", "resources": [
                resource(portal, "page.csv", 50, schema=none),
                resource(portal, "autre.csv", 51, schema=none),
                resource(portal, "faux.csv", 52, schema=none),
            ],
        },
        {**dataset(portal, 6, schema=none), "title": "lieux", "access_type": "restricted"},
    ]  # fmt: skip
    asked = AggregateOptions(
        licence="etalab-2.0",
        datagouv=DatagouvOptions(base=portal.url, match=("tag:lieux", "lieux")),
        collect=CollectOptions(fetch=QUICK),
    )
    release = tamis.aggregate([], SCHEMA, tmp_path / "s", options=asked)
    assert [one.source.id for one in release.sources] == ["r00", "r01", "r03"]
    assert release.unread == ()
    table = pl.read_csv(tmp_path / "s" / "resources.csv", infer_schema=False)
    found = {row["resource"]: row for row in table.iter_rows(named=True)}
    assert found["r00"]["found_by"] == "schema"
    assert found["r03"]["found_by"] == "tag:lieux; lieux"
    reasons = {name: row["reason"] for name, row in found.items() if row["taken"] == "false"}
    assert reasons["r02"] == "autre schéma"
    assert reasons["r04"] == "sa licence ne permet pas celle de la publication"
    assert reasons["r06"] == "jeu de données exclu, privé, supprimé ou restreint"
    assert reasons["r50"] == reasons["r51"] == "non lue"
    assert reasons["r52"] == "la plupart de ses lignes ne sont pas conformes"
    assert {found[name]["taken"] for name in ("r00", "r01", "r03")} == {"true"}
    assert "r07" not in found


def test_rows_have_the_columns_of_the_national_file_on_request(portal, tmp_path):
    portal.datasets = [dataset(portal, 0), dataset(portal, 1)]
    portal.datasets[0]["organization"] |= {"id": "5a", "slug": "o0"}
    portal.datasets[1] |= {"organization": None, "owner": {"id": "u1", "first_name": "Ada"}}
    asked = AggregateOptions(
        origin_columns=True,
        datagouv=DatagouvOptions(base=portal.url),
        collect=CollectOptions(fetch=QUICK),
    )
    for _ in range(2):
        release = tamis.aggregate([], SCHEMA, tmp_path / "s", options=asked)
        portal.files.pop("/01.csv", None)  # the second night, its former rows stand in
    assert release.kept == ("r01",)
    names = ["last_modified", "datagouv_dataset_id", "datagouv_resource_id",
             "datagouv_organization_or_owner", "created_at"]  # fmt: skip
    data = pl.read_csv(tmp_path / "s" / "data.csv", infer_schema=False)
    assert data.columns[-5:] == names
    assert set(data.select(names[1:4]).rows()) == {("d00", "r00", "o0"), ("d01", "r01", "u1")}
    assert set(data["created_at"]) == {"2025-01-01T00:00:00+00:00"}
    typed = pl.read_parquet(tmp_path / "s" / "data.parquet").sort("_source", "_record")
    assert typed.select(names).rows() == data.sort("_source").select(names).rows()
    assert tamis.validate(tmp_path / "s" / "data.csv", tmp_path / "s" / "schema.json").valid
