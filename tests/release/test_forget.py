"""A source that is forgotten is in nothing that is kept: cache, release, history, pages."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

import tamis
from tamis.cli.main import cli
from tamis.model.errors import SourceError, UsageError
from tamis.release import forget
from tamis.release.options import AggregateOptions, CollectOptions

SCHEMA = {
    "name": "essai",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "nom"},
        {"name": "lieu", "type": "geopoint"},
        {"name": "jour", "type": "date"},
    ],
}
ROWS = 'id,nom,lieu,jour\n1,{0},"2.1, 48.1",18/03/1951\n{1},{0},"2.2, 48.2",\nx,{0},"2, 48",\n'


def night(tmp_path, number, manifest="sources.csv"):
    (tmp_path / "b.csv").write_text(ROWS.format("SECRETB", 10 + number))
    return tamis.aggregate(
        [tmp_path / manifest],
        SCHEMA,
        tmp_path / "sortie",
        options=AggregateOptions(
            keep_releases=3, collect=CollectOptions(cache=tmp_path / "c", jobs=1)
        ),
    )


@pytest.fixture
def nights(tmp_path):
    """Three releases of two sources, one of which is to be forgotten."""
    (tmp_path / "a.csv").write_text(ROWS.format("autre", 2))
    head = "id,path,producer,url\n"
    first = "prem,a.csv,Ville A,http://a.fr\n"
    (tmp_path / "sources.csv").write_text(f"{head}{first}deux,b.csv,Ville SECRETP,http://SECRETU\n")
    (tmp_path / "seule.sources.csv").write_text(head + first)
    for number in range(3):
        night(tmp_path, number)
    return tmp_path


def telling(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    left = [path for path in files if b"SECRET" in path.read_bytes()]
    tables = [path for path in files if path.suffix == ".parquet"]
    return left + [path for path in tables if "SECRET" in repr(pl.read_parquet(path).rows())]


@pytest.mark.parametrize("name", ["deux", "b.csv", "path"])
def test_a_forgotten_source_is_in_nothing_that_is_kept(nights, name):
    name = str(nights / "b.csv") if name == "path" else name
    places = ("sortie", ".sortie.former", "c")
    assert all(telling(nights / place) for place in places)
    words = ["forget", name, "--release", str(nights / "sortie"), "--cache", str(nights / "c")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    assert not any(telling(nights / place) for place in places)
    report = json.loads((nights / "sortie" / "report.json").read_text())
    assert [source["id"] for source in report["sources"]] == ["prem"]
    assert report["total"] == report["sources"][0]["account"]
    history = pl.read_parquet(nights / "sortie" / "history.parquet")
    assert history["source"].unique().to_list() == ["prem"]
    data = pl.read_csv(nights / "sortie" / "data.csv", infer_schema=False)
    assert data["_source"].to_list() == ["prem", "prem"]


def test_what_is_left_is_a_release_that_holds_and_goes_on(nights):
    forget.forget("deux", [nights / "sortie"], nights / "c")
    reports = tamis.validate_package(nights / "sortie" / "datapackage.json")
    assert all(report.verdict.valid for report in reports.values())
    features = json.loads((nights / "sortie" / "data.geojson").read_text())["features"]
    assert [one["properties"]["_source"] for one in features] == ["prem", "prem"]
    night(nights, 3, "seule.sources.csv")
    assert telling(nights / "sortie") == []


def test_nothing_kept_and_several_of_one_name_are_told(nights):
    places = ("--release", str(nights / "sortie"), "--cache", str(nights / "c"))
    refused = CliRunner().invoke(cli, ["forget", "trois", *places]).exception
    assert isinstance(refused, SourceError)
    assert "Rien n'est gardé" in str(refused)
    with pytest.raises(UsageError):
        forget.ensure_named("", everything=False)
    report = nights / "sortie" / "report.json"
    listed = json.loads(report.read_text())
    listed["sources"][0]["path"] = "b.csv"
    report.write_text(json.dumps(listed))
    with pytest.raises(UsageError, match="plusieurs sources"):
        forget.forget("b.csv", [nights / "sortie"], None)


def test_the_cache_is_emptied_and_for_its_owner_alone(nights):
    assert (nights / "c").stat().st_mode & 0o777 == 0o700
    done = CliRunner().invoke(cli, ["forget", "--all", "--cache", str(nights / "c")])
    assert done.exit_code == 0
    assert telling(nights / "c") == []
