"""What the kernel made on a cluster, taken in source by source: findings, changes, keys.

What needs every row of a source is grouping and joining, in Spark SQL: never a cast nor a pattern.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tamis.engine import spark_session, spark_wire
from tamis.engine.totals import Tally
from tamis.plan import column_state
from tamis.plan.model import Plan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def repeats(results: DataFrame, state: str) -> DataFrame:
    """Return the rows whose key an earlier row of the same source has, with its line."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    same = Window.partitionBy("_source", "_check", "_value").orderBy("_row")
    first, rank = f.first("_line").over(same), f.row_number().over(same)
    keys = _in_state(results, "key", state).withColumn("_rank", rank)
    return keys.withColumn("_note", first.cast("string")).where("_rank > 1").drop("_rank")


def orphans(results: DataFrame, state: str) -> DataFrame:
    """Return the rows that refer to a key that no row of the same source has."""
    referenced = _in_state(results, "referenced", state).select("_source", "_column", "_value")
    uses = _in_state(results, "reference", state)
    return uses.join(referenced, on=["_source", "_column", "_value"], how="left_anti").withColumn(
        "_note", spark_session.nothing()
    )


def _in_state(results: DataFrame, kind: str, state: str) -> DataFrame:
    """Return keys, those of repaired rows in place of what they were where `state` is so."""
    keys = results.where(f"_kind = '{kind}'")
    delivered = keys.where(f"_note = '{spark_wire.DELIVERED}'")
    if state == spark_wire.REPAIRED:
        place = ["_source", "_check", "_column", "_row"]
        new = keys.where(f"_note = '{spark_wire.REPAIRED}'")
        delivered = delivered.join(new.select(place), on=place, how="left_anti").unionByName(new)
    return delivered.where("_value is not null")


def add_related(
    spark: SparkSession, results: Path, staging: Path, tallies: Mapping[int, Tally]
) -> None:
    """Take in what needs every row of a source: grouping and joining, written, then read."""
    all_results = spark.read.schema(spark_session.result_schema()).parquet(str(results))
    for kind, relate in (("key", repeats), ("reference", orphans)):
        if not (results / f"_kind={kind}").is_dir():
            continue
        for state in (spark_wire.DELIVERED, spark_wire.REPAIRED):
            out = staging / f"{kind}-{state}"
            relate(all_results, state).drop("_kind").write.parquet(str(out))
            for number, rows in _by_source(out):
                tally = tallies[number]
                log = tally.delivered if state == spark_wire.DELIVERED else tally.repaired
                log.add(spark_wire.as_findings(rows))


def add_results(results: Path, tallies: Mapping[int, Tally]) -> None:
    """Take in what the kernel made, a file at a time; what is sampled, in the order of the rows."""
    for number, rows in _by_source(results / "_kind=tally"):
        for height, note in rows.select("_row", "_note").iter_rows():
            counts = json.loads(note)
            tallies[number].add_counts(height, counts["filled"], surplus=counts["surplus"])
    for number, rows in _by_source(results / "_kind=delivered"):
        tallies[number].delivered.add(spark_wire.as_findings(rows))
    for number, rows in rows_in_order(results / "_kind=repaired"):
        tallies[number].add_repaired(spark_wire.as_findings(rows))
    for number, rows in rows_in_order(results / "_kind=change"):
        tallies[number].add_changes(spark_wire.changed(rows))


def add_evidence(results: Path, plans: Mapping[int, Plan], tallies: Mapping[int, Tally]) -> None:
    """Take in what checks of whole columns and of whole rows find, once every part is known."""
    states = {number: column_state.states(plan) for number, plan in plans.items()}
    for number, rows in _by_source(results / "_kind=evidence"):
        spark_wire.merge_evidence(rows, states[number])
    for number, tally in tallies.items():
        for state in states[number]:
            tally.delivered.add(state.findings(repaired=False))
            tally.add_repaired(state.findings(repaired=True))


def _by_source(folder: Path) -> Iterator[tuple[int, pl.DataFrame]]:
    """Return what a folder holds, file after file, by the number of the source."""
    for path in sorted(folder.glob("*.parquet")):
        yield from _parted(pl.read_parquet(path))


def rows_in_order(folder: Path) -> Iterator[tuple[int, pl.DataFrame]]:
    """Return what a folder holds, by the number of the source, in the order of its rows."""
    files = sorted(folder.glob("*.parquet"))
    if files:
        rows = pl.scan_parquet(files).sort("_source", "_row", maintain_order=True)
        yield from _parted(rows.collect(engine="streaming"))


def _parted(rows: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    for (number,), part in rows.partition_by("_source", as_dict=True, maintain_order=True).items():
        yield int(str(number)), part
