"""Keys of a release compare by what is written, and a date that cannot be does not win."""

import polars as pl
import pytest

import tamis
from tamis import AggregateOptions
from tamis.model.errors import UsageError

SCHEMA = {
    "primaryKey": ["id"],
    "fields": [{"name": "id", "type": "number"}, {"name": "nom"}, {"name": "maj", "type": "date"}],
}


def table(folder, name):
    return pl.read_csv(folder / name, infer_schema=False)


def test_numbers_that_floats_cannot_tell_apart_are_two(write, tmp_path):
    write("a.csv", "id,nom,maj\n9007199254740993,a,2024-01-01\n0.1,b,2024-01-01\n-0,c,2024-01-01\n")
    write(
        "b.csv",
        "id,nom,maj\n9007199254740992,a,2024-01-01\n0.10000000000000001,b,2024-01-01\n"
        "0.0,c,2024-01-01\n1e-1,b,2024-01-01\n",
    )
    release = tamis.aggregate([tmp_path / "a.csv", tmp_path / "b.csv"], SCHEMA, tmp_path / "s")
    lost = table(tmp_path / "s", "duplicates.csv")
    assert sorted(lost["id"]) == ["0.0", "1e-1"]
    assert release.total.out == 5


def test_latest_needs_a_field_that_has_a_last_value(write, tmp_path):
    path = write("a.csv", "id,nom,maj\n1,a,2024-01-01\n")
    with pytest.raises(UsageError, match="nom"):
        tamis.aggregate([path], SCHEMA, tmp_path / "s", options=AggregateOptions(latest="nom"))


MANIFEST = """
[[sources]]
id = "a"
path = "a.csv"
modified = "{}"
[[sources]]
id = "b"
path = "b.csv"
modified = "{}"
"""


@pytest.mark.parametrize(
    ("date", "modified", "stays", "decided"),
    [
        ("9999-12-31", "2024-06-01", "b", "future-date"),
        ("2025-01-01", "2024-06-01", "b", "future-date"),
        ("2024-06-02", "2024-06-01T23:30:00", "a", "latest"),
        ("9999-12-31", "", "b", "future-date"),
        ("2030-01-01", "", "a", "latest"),
    ],
)
def test_a_date_after_the_last_change_of_its_source(
    write, tmp_path, date, modified, stays, decided
):
    write("a.csv", f"id,nom,maj\n1,a,{date}\n")
    write("b.csv", "id,nom,maj\n1,b,2024-01-01\n")
    line = MANIFEST.format(modified, modified)
    manifest = write("sources.toml", line if modified else line.replace('modified = ""\n', ""))
    options = AggregateOptions(latest="maj")
    tamis.aggregate([manifest], SCHEMA, tmp_path / "s", options=options)
    assert table(tmp_path / "s", "data.csv")["_source"].to_list() == [stays]
    assert table(tmp_path / "s", "duplicates.csv")["_decided_by"].to_list() == [decided]
