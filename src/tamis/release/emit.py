"""The files of a release: rows as text, rows typed, what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tamis.plan.parts import Plan
from tamis.release import lineage
from tamis.release.keys import NUMBER

#: Rows in a row group of the Parquet file, and in what the gate checks at once.
GROUP_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The sound rows of every source, in order, and those that others replace."""

    plan: Plan
    parts: tuple[Path, ...]
    lost: pl.DataFrame

    def rows(self) -> pl.LazyFrame:
        """Return all of them: number, lineage, texts under the raw names of the plan."""
        return numbered(self.plan, self.parts)

    def kept(self) -> pl.LazyFrame:
        """Return those that stay."""
        return self.rows().filter(~pl.col(NUMBER).is_in(self.lost[NUMBER].implode()))


def numbered(plan: Plan, parts: Sequence[Path]) -> pl.LazyFrame:
    """Return the rows of some parts, numbered, under the raw names of `plan`."""
    names = {one.field.name: one.raw for one in plan.fields}
    if not parts:
        columns = {NUMBER: pl.UInt32, lineage.SOURCE: pl.String, lineage.RECORD: pl.UInt32}
        columns |= {lineage.LINE: pl.UInt32, lineage.MODIFIED: pl.String}
        return pl.LazyFrame(schema=columns | dict.fromkeys(names.values(), pl.String))
    rows = pl.scan_parquet(list(parts), glob=False).rename(names)
    return rows.with_row_index(NUMBER).cast({NUMBER: pl.UInt32})


def data_csv(sound: Sound, path: Path) -> None:
    """Write the rows that stay as text: the fields of the schema, then the lineage."""
    _texts(sound.plan, sound.kept()).sink_csv(path)


def _texts(plan: Plan, rows: pl.LazyFrame, *before: pl.Expr) -> pl.LazyFrame:
    named = [pl.col(one.raw).alias(one.field.name) for one in plan.fields]
    return rows.select(*before, *named, *lineage.COLUMNS)


def data_parquet(sound: Sound, path: Path) -> None:
    """Write the rows that stay, typed as the schema says."""
    typed = [one.value.alias(one.field.name) for one in sound.plan.fields]
    rows = sound.kept().select(*typed, *lineage.COLUMNS)
    rows.sink_parquet(path, compression="zstd", row_group_size=GROUP_ROWS, statistics=True)


def rejects_csv(plan: Plan, parts: Sequence[Path], path: Path) -> None:
    """Write the rejected rows: codes, sentences, then the row as repaired."""
    why = ("_reasons", "_explained")
    names = [one.field.name for one in plan.fields]
    if parts:
        rows = pl.scan_parquet(list(parts), glob=False)
    else:
        rows = pl.LazyFrame(schema=dict.fromkeys([*lineage.COLUMNS, *why, *names], pl.String))
    rows.select(*lineage.COLUMNS, *why, *names).sink_csv(path)


def duplicates_csv(sound: Sound, path: Path) -> None:
    """Write the rows that another one replaces: which one, by which key, and what decided."""
    if sound.lost.is_empty():
        held = sound.rows().head(0).collect()
    else:
        wanted = pl.concat([sound.lost[NUMBER], sound.lost["kept"].alias(NUMBER)]).unique()
        held = sound.rows().filter(pl.col(NUMBER).is_in(wanted.implode())).collect()
    kept = held.select(
        pl.col(NUMBER).alias("kept"),
        pl.col(lineage.SOURCE).alias("_kept_source"),
        pl.col(lineage.RECORD).alias("_kept_record"),
        pl.col(lineage.LINE).alias("_kept_line"),
    )
    rows = sound.lost.join(kept, on="kept", how="left", maintain_order="left").join(
        held, on=NUMBER, how="left", maintain_order="left"
    )
    named = [pl.col(one.raw).alias(one.field.name) for one in sound.plan.fields]
    rows.select(
        *lineage.COLUMNS,
        pl.col("key").alias("_key"),
        pl.col("fields").alias("_key_fields"),
        pl.col("decided").alias("_decided_by"),
        "_kept_source",
        "_kept_record",
        "_kept_line",
        *named,
    ).write_csv(path)


def counted(path: Path) -> dict[str, int]:
    """Return how many rows of each source stand in a file that was written."""
    scan = pl.scan_parquet(path) if path.suffix == ".parquet" else _scan(path)
    counts = scan.group_by(lineage.SOURCE).len().collect()
    return dict(counts.iter_rows())


def _scan(path: Path) -> pl.LazyFrame:
    return pl.scan_csv(path, infer_schema=False)
