"""The rows of a run, kept on disk while they are read, for reports that show them.

A source may be a stream or an address: it cannot be read twice. So the batches are written
aside as they pass, and the memory that a report takes does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from tamis.model.coordinates import coordinates
from tamis.model.report_rows import Box, Row, Spot
from tamis.plan.model import Plan
from tamis.tables.batch import Batch, Table
from tamis.tables.findings import FindingLog
from tamis.tables.scratch import Scratch

_PLACE = {"row": pl.UInt32, "line": pl.UInt32}


class Keeper:
    """Writes the batches of a table aside as they pass."""

    def __init__(self, plan: Plan) -> None:
        self._position = _position(plan)
        self._scratch = Scratch("rows")
        self._parts: list[Path] = []

    def through(self, table: Table) -> Table:
        """Return `table`, whose batches are kept when they are read."""
        return replace(table, batches=lambda: self._passing(table))

    def _passing(self, table: Table) -> Iterator[Batch]:
        for batch in table.batches():
            self._keep(batch)
            yield batch

    def _keep(self, batch: Batch) -> None:
        rows, lines = batch.places(pl.int_range(batch.frame.height, dtype=pl.UInt32, eager=True))
        frame = batch.frame.select(rows.alias("row"), lines.alias("line"), pl.all())
        if self._position is not None:
            frame = frame.with_columns(self._position)
        part = self._scratch.folder / f"{len(self._parts):06}.arrow"
        frame.write_ipc(part, compression="lz4")
        self._parts.append(part)

    def rows(self, findings: FindingLog) -> Kept:
        """Return what was kept, once every batch has passed."""
        is_located = self._position is not None
        return Kept(self._scratch, self._parts, findings, located=is_located)


def _position(plan: Plan) -> tuple[pl.Expr, pl.Expr] | None:
    """Return longitude and latitude over the raw columns, null where they cannot be read."""
    values = {field.field.name: field.value for field in plan.fields}
    names = coordinates([field.field for field in plan.fields])
    if names is None:
        return None
    lon, lat = values[names.longitude], values[names.latitude]
    if names.is_geopoint:
        lon, lat = lon.struct.field("lon"), lat.struct.field("lat")
    return lon.cast(pl.Float32).alias("lon"), lat.cast(pl.Float32).alias("lat")


class Kept:
    """The rows of a source, as text, in the order of the file (see `tamis.model.report.Rows`)."""

    def __init__(
        self, scratch: Scratch, parts: list[Path], findings: FindingLog, *, located: bool
    ) -> None:
        self._scratch = scratch  # held: the files go with it
        self._parts = parts
        self._findings = findings
        self.located = located

    def __iter__(self) -> Iterator[Row]:
        for part in self._parts:
            yield from _rows(pl.read_ipc(part))

    def some(self, rows: Collection[int]) -> list[Row]:
        """Return the records of these numbers."""
        if not rows or not self._parts:
            return []
        wanted = pl.Series(sorted(rows), dtype=pl.UInt32).implode()
        kept = pl.scan_ipc(self._parts).filter(pl.col("row").is_in(wanted)).collect()
        return list(_rows(kept))

    def spots(self, step: float, box: Box) -> list[Spot]:
        """Return the positions in a box, by squares of `step` degrees."""
        if not self.located or not self._parts:
            return []
        square = ((pl.col(axis) / step).floor().alias(axis) for axis in ("lon", "lat"))
        counted = (
            pl.scan_ipc(self._parts)
            .filter(_inside(box))
            .select("row", *square)
            .join(self._faulty(), on="row", how="left")
            .group_by("lon", "lat")
            .agg(pl.len(), pl.col("faulty").count(), pl.col("row").min())
            .sort("lat", "lon")
            .collect(engine="streaming")
        )
        half = step / 2
        return [
            Spot(lon=lon * step + half, lat=lat * step + half, records=n, faulty=bad, row=row)
            for lon, lat, n, bad, row in counted.iter_rows()
        ]

    def strays(self, boxes: Sequence[Box], most: int) -> tuple[int, list[int]]:
        """Return how many positions stand in no box, and the first records that do."""
        if not self.located or not self._parts:
            return 0, []
        inside = pl.any_horizontal(pl.lit(value=False), *(_inside(box) for box in boxes))
        away = pl.scan_ipc(self._parts).filter(pl.col("lon").is_not_null(), ~inside)
        counted = away.select(n=pl.len(), rows=pl.col("row").head(most).implode()).collect()
        n, rows = counted.row(0)
        return n, rows

    def _faulty(self) -> pl.LazyFrame:
        """Return the records that have an error."""
        return (
            self._findings.errors().select("row").unique().with_columns(faulty=pl.lit(value=True))
        )


def _inside(box: Box) -> pl.Expr:
    west, south, east, north = box
    return pl.col("lon").is_between(west, east) & pl.col("lat").is_between(south, north)


def _rows(frame: pl.DataFrame) -> Iterator[Row]:
    cells = frame.drop("row", "line", "lon", "lat", strict=False)
    for row, line, texts in zip(frame["row"], frame["line"], cells.iter_rows(), strict=True):
        yield Row(row, line, texts)
