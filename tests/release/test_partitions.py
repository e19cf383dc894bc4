"""Rows by the values of a field: the same rows, a folder each."""

import polars as pl
import pytest

import tamis
from tamis.model.errors import UsageError
from tamis.release.options import AggregateOptions

IRVE = "etalab/schema-irve-statique"


def test_the_same_rows_stand_in_folders(root, tmp_path):
    options = AggregateOptions(partition="code_insee_commune")
    out = tmp_path / "out"
    tamis.aggregate([root / "fixtures" / "territoires"], IRVE, out, options=options)
    whole = pl.read_parquet(out / "data.parquet")
    parted = pl.read_parquet(out / "data", hive_partitioning=False)
    order = ["_source", "_record"]
    assert parted.select(whole.columns).sort(order).equals(whole.sort(order))
    folders = {path.name for path in (out / "data").iterdir()}
    assert len(folders) == whole["code_insee_commune"].n_unique() > 1
    tamis.aggregate([root / "fixtures" / "territoires"], IRVE, out, options=options)


def test_an_unknown_field_is_refused(root, tmp_path):
    with pytest.raises(UsageError, match="implantation"):
        tamis.aggregate(
            [root / "fixtures" / "territoires"],
            IRVE,
            tmp_path / "out",
            options=AggregateOptions(partition="implantation"),
        )
