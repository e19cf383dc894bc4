"""What a release changes against the one before, row by row, told by key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tamis.model.schema import Schema
from tamis.release import lineage
from tamis.release.merge import rows
from tamis.release.result import Changes
from tamis.values.formulas import inert_frame
from tamis.writers import csv

TABLE: Final = "changes.csv"
DATA: Final = "data.parquet"
#: Rows compared at once, by classes of the hash of their key.
_CLASS_ROWS: Final = 4_000_000
_CHUNK: Final = 50_000
_SLIM: Final = pl.Schema({"n": pl.UInt32, "k": pl.UInt64, "h": pl.UInt64, "s": pl.String})


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What two releases differ by: the changes, and the fields that only one of them has."""

    changes: Changes
    new_fields: tuple[str, ...] = ()
    removed_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two releases: the typed rows of each, what names a row, and what is compared."""

    old: pl.LazyFrame
    new: pl.LazyFrame
    key: tuple[str, ...]
    compared: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The fields that tell which row it is: the key, else all that it holds."""
        return self.key or self.compared

    def labels(self) -> list[str]:
        """Return the columns of the table of changes."""
        return ["_change", *self.shown, "_field", "_before", "_after", lineage.SOURCE]


def compare(
    previous: Path | None, out: Path, schema: Schema, key: Sequence[str], workspace: Path
) -> Compared | None:
    """Write the table of the changes; return what it amounts to.

    Args:
        previous: the folder of the release before; None where there is none.
        out: the folder being filled; its Parquet file is there.
        schema: what rows are.
        key: the fields that name a row; without any, a row is told by all that it holds.
        workspace: a folder for what is put aside.

    Returns:
        None where the rows are those of the release before, to the byte: its own table is taken
        over.
    """
    names = tuple(field.name for field in schema.fields)
    if previous is None or not (previous / DATA).is_file():
        nothing = pl.LazyFrame()
        pair = _Pair(old=nothing, new=nothing, key=tuple(key), compared=names)
        with (out / TABLE).open("wb") as table:
            csv.CsvWriter(table, pair.labels())
        return Compared(changes=Changes())
    if _same(previous / DATA, out / DATA) and (previous / TABLE).is_file():
        shutil.copyfile(previous / TABLE, out / TABLE)
        return None
    old, new = pl.scan_parquet(previous / DATA), pl.scan_parquet(out / DATA)
    pair, new_fields, removed_fields = _paired(old, new, schema, key)
    numbers = _compared(pair, workspace)
    with (out / TABLE).open("wb") as table:
        to = csv.CsvWriter(table, pair.labels())
        for frame in _alone(pair, pair.new, numbers["added"], "added"):
            to.write(inert_frame(frame))
        for frame in _alone(pair, pair.old, numbers["removed"], "removed"):
            to.write(inert_frame(frame))
        fields: dict[str, int] = {}
        for frame in _differing(pair, numbers["changed"]):
            to.write(inert_frame(frame))
            for name, n in frame.group_by("_field").len().iter_rows():
                fields[name] = fields.get(name, 0) + n
    changes = Changes(
        added=numbers["added"].height,
        removed=numbers["removed"].height,
        changed=numbers["changed"].height,
        moved=numbers["moved"].height,
        fields=dict(sorted(fields.items(), key=lambda pair: (-pair[1], pair[0]))),
        sources=_by_source(numbers),
        first=False,
    )
    return Compared(
        changes=changes, new_fields=tuple(new_fields), removed_fields=tuple(removed_fields)
    )


def nothing(out: Path, schema: Schema, key: Sequence[str]) -> Compared:
    """Write a table without a change: the rows are those of the release before."""
    names = tuple(field.name for field in schema.fields)
    pair = _Pair(old=pl.LazyFrame(), new=pl.LazyFrame(), key=tuple(key), compared=names)
    with (out / TABLE).open("wb") as table:
        csv.CsvWriter(table, pair.labels())
    return Compared(changes=Changes(first=False))


def _by_source(numbers: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, int]]:
    """Return how many rows came, went, changed and moved, by source."""
    columns = (
        ("added", "added", "s"),
        ("removed", "removed", "s"),
        ("changed", "changed", "s"),
        ("moved_in", "moved", "s"),
        ("moved_out", "moved", "s_old"),
    )
    counts: dict[str, dict[str, int]] = {}
    for word, name, column in columns:
        for source, n in numbers[name].group_by(column).len().sort(column).iter_rows():
            counts.setdefault(source, {})[word] = n
    return dict(sorted(counts.items()))


def former_changes(previous: Path) -> Changes:
    """Return what the release before says that it changed."""
    try:
        raw = json.loads((previous / "report.json").read_text(encoding="utf-8"))["changes"]
        return Changes(**raw)
    except (OSError, ValueError, KeyError, TypeError):
        return Changes(first=False)


def _same(path: Path, other: Path) -> bool:
    if path.stat().st_size != other.stat().st_size:
        return False
    with path.open("rb") as mine, other.open("rb") as theirs:
        while chunk := mine.read(1 << 20):
            if chunk != theirs.read(1 << 20):
                return False
    return True


def _paired(
    old: pl.LazyFrame, new: pl.LazyFrame, schema: Schema, key: Sequence[str]
) -> tuple[_Pair, list[str], list[str]]:
    """Return the two releases, the fields that came and those that went."""
    before, after = old.collect_schema(), new.collect_schema()
    names = [field.name for field in schema.fields]
    compared = [name for name in names if before.get(name) == after[name]]
    aside = {*rows.typed_columns(schema), "geometry", lineage.MARK, *lineage.ORIGINS}
    went = [name for name in before.names() if name not in aside]
    came = [name for name in names if name not in compared]
    usable_key = tuple(key) if set(key) <= set(compared) else ()
    pair = _Pair(old=old, new=new, key=usable_key, compared=tuple(compared))
    return pair, came, went


def _compared(pair: _Pair, workspace: Path) -> dict[str, pl.DataFrame]:
    """Return the numbers of the rows that came, went, changed and moved, with their sources (s)."""
    sides = {}
    for name, side in (("old", pair.old), ("new", pair.new)):
        sides[name] = workspace / f"changes-{name}.parquet"
        _slim(side, pair).sink_parquet(sides[name], compression="lz4")
    height: int = pl.scan_parquet(list(sides.values())).select(pl.len()).collect().item()
    classes = 1 + height // _CLASS_ROWS
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in _KINDS}
    for index in range(classes):
        mine = pl.col("k") % classes == index
        old, new = (pl.scan_parquet(sides[n]).filter(mine).collect() for n in ("old", "new"))
        parts["added"].append(new.join(old, on="k", how="anti").select("n", "s"))
        parts["removed"].append(old.join(new, on="k", how="anti").select("n", "s"))
        both = new.join(old, on="k", suffix="_old")
        changed = both.filter(pl.col("h") != pl.col("h_old"))
        parts["changed"].append(changed.select("n", "n_old", "s"))
        moved = both.filter(pl.col("s") != pl.col("s_old"))
        parts["moved"].append(moved.select("n", "s", "s_old"))
    return {name: pl.concat(frames).sort("n") for name, frames in parts.items()}


_KINDS: Final = ("added", "removed", "changed", "moved")


def _slim(side: pl.LazyFrame, pair: _Pair) -> pl.LazyFrame:
    """Return the number of each row, what names it, and what it holds, as hashes."""
    row_hash = pl.struct(pair.compared).hash()
    named = row_hash
    if pair.key:
        missing = pl.any_horizontal(pl.col(name).is_null() for name in pair.key)
        named = pl.when(missing).then(row_hash).otherwise(pl.struct(pair.key).hash())
    slim = (
        side.select(k=named, h=row_hash, s=lineage.SOURCE)
        .with_row_index("n")
        .cast({"n": pl.UInt32})
    )
    # the second row of one name is named by that: keys may repeat where they name nothing
    nth = pl.int_range(pl.len(), dtype=pl.UInt64).over("k")
    other = pl.when(nth > 0).then(pl.struct("k", nth=nth).hash()).otherwise("k")
    return slim.with_columns(k=other).select(list(_SLIM)).cast(_SLIM)


def _alone(
    pair: _Pair, side: pl.LazyFrame, wanted: pl.DataFrame, change: str
) -> Iterator[pl.DataFrame]:
    """Return the rows that stand on one side only, as rows of the table of changes."""
    for chunk in wanted.iter_slices(_CHUNK):
        frame = _rows(side, chunk["n"], [*pair.shown, lineage.SOURCE])
        nothing = pl.lit(None, dtype=pl.String)
        yield frame.select(
            pl.lit(change).alias("_change"),
            *(_said(frame, name).alias(name) for name in pair.shown),
            nothing.alias("_field"),
            nothing.alias("_before"),
            nothing.alias("_after"),
            lineage.SOURCE,
        )


def _rows(side: pl.LazyFrame, numbers: pl.Series, names: Sequence[str]) -> pl.DataFrame:
    """Return the rows of these numbers, in their order."""
    frame = (
        side.select(names)
        .with_row_index("n")
        .cast({"n": pl.UInt32})
        .filter(pl.col("n").is_in(numbers.implode()))
        .collect(engine="streaming")
    )
    return pl.DataFrame({"n": numbers}).join(frame, on="n", how="left", maintain_order="left")


def _said(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Return typed values as text."""
    dtype, column = frame.schema[name], pl.col(name)
    if isinstance(dtype, pl.Struct):
        return pl.when(column.is_not_null()).then(column.struct.json_encode())
    if isinstance(dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.join("|")
    return column.cast(pl.String)


def _differing(pair: _Pair, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Return a row for each field on which two rows of one name differ."""
    names = [*dict.fromkeys([*pair.shown, *pair.compared])]
    for chunk in wanted.iter_slices(_CHUNK):
        new = _rows(pair.new, chunk["n"], [*names, lineage.SOURCE])
        old = _rows(pair.old, chunk["n_old"].alias("n"), names)
        base = new.select(
            pl.int_range(pl.len()).alias("_at"),
            pl.lit("changed").alias("_change"),
            *(_said(new, name).alias(name) for name in pair.shown),
            lineage.SOURCE,
        )
        parts = []
        for order, name in enumerate(pair.compared):
            differ = new[name].ne_missing(old[name])
            if differ.any():
                differences = base.with_columns(
                    pl.lit(order).alias("_order"),
                    pl.lit(name).alias("_field"),
                    old.select(_said(old, name).alias("_before")).to_series(),
                    new.select(_said(new, name).alias("_after")).to_series(),
                )
                parts.append(differences.filter(differ))
        if parts:
            yield pl.concat(parts).sort("_at", "_order").select(pair.labels())
