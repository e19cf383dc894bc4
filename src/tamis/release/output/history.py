"""The account of a release over time: a row a run and source, carried on from each to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.release.account import AccountEntry
from tamis.release.inputs.manifest import Manifest
from tamis.release.result import Changes, ReadSource, Release

TABLE: Final = "history.parquet"
#: The columns: the run (from 1) and its day; the source and what became of it; its account; what
#: its rows changed; findings by code, as delivered; its bytes, days since it was read, last change
#: and version of the schema.
COLUMNS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "run": pl.UInt32,
    "date": pl.String,
    "source": pl.String,
    "producer": pl.String,
    "state": pl.String,
    "rows_in": pl.UInt32,
    "kept": pl.UInt32,
    "rows_out": pl.UInt32,
    "rejected": pl.UInt32,
    "duplicates": pl.UInt32,
    "added": pl.UInt32,
    "removed": pl.UInt32,
    "changed": pl.UInt32,
    "moved_in": pl.UInt32,
    "moved_out": pl.UInt32,
    "findings": pl.List(pl.Struct({"code": pl.String, "count": pl.UInt32})),
    "sha256": pl.String,
    "age": pl.UInt32,
    "modified": pl.String,
    "version": pl.String,
}


def write(previous: Path | None, out: Path, manifest: Manifest, release: Release) -> pl.DataFrame:
    """Write the history of the release before and this run; return it.

    A run that is like the last one in all adds nothing: the same inputs give the same bytes.

    Args:
        previous: the folder of the release before; None where there is none.
        out: the folder being filled.
        manifest: its sources.
        release: what became of them.
    """
    former = read(previous)
    last = former["run"].max() if former.height else 0
    rows = pl.DataFrame(list(_rows(manifest, release)), schema=COLUMNS)
    if former.height and _like(former.filter(pl.col("run") == last), rows):
        history = former
    else:
        run = pl.lit(last, pl.UInt32) + 1
        history = pl.concat([former, rows.with_columns(run=run)])
    history.write_parquet(out / TABLE, compression="zstd", statistics=True)
    return history


def read(folder: Path | None) -> pl.DataFrame:
    """Return the history in a release; no row where there is none."""
    empty = pl.DataFrame(schema=COLUMNS)
    if folder is None or not (folder / TABLE).is_file():
        return empty
    try:
        return pl.read_parquet(folder / TABLE).select(list(COLUMNS)).cast(pl.Schema(COLUMNS))
    except pl.exceptions.PolarsError:
        return empty


def first_day(folder: Path) -> str:
    """Return the day of the first run of a release that had one; "" where none had."""
    days = read(folder).filter(pl.col("date") != "").sort("run")["date"]
    return str(days[0]) if len(days) else ""


def _like(last: pl.DataFrame, rows: pl.DataFrame) -> bool:
    """Whether a run is the last one made again: on top of it, rows change no more."""
    aside = ["run", "added", "removed", "changed", "moved_in", "moved_out"]
    return last.drop(aside).rows() == rows.drop(aside).rows()


def _rows(manifest: Manifest, release: Release) -> Iterator[dict[str, Any]]:
    common = {"run": 0, "date": manifest.date[:10] or None}
    changes: Mapping[str, Mapping[str, int]] = _changes(release.changes)
    for source, entry in zip(release.sources, release.account, strict=True):
        yield {
            **common,
            **_account(entry),
            **changes.get(entry.source, {}),
            **_source(source, manifest.date),
        }
    absent = [
        *((unread.source.id, unread.source.producer, "unread") for unread in release.unread),
        *(
            (withdrawn.id, withdrawn.producer, f"withdrawn: {withdrawn.absence.value}")
            for withdrawn in release.withdrawn
            if withdrawn.absence != "gone"
        ),
    ]
    for name, producer, state in absent:
        entry = AccountEntry(source=name, rows=0, out=0, rejected=0, duplicates=0)
        named: dict[str, Any] = {"producer": producer or None, "state": state, "findings": []}
        yield {**common, **_account(entry), **changes.get(name, {}), **named}


def _changes(changes: Changes) -> Mapping[str, Mapping[str, int]]:
    return {} if changes.first else changes.sources


def _account(entry: AccountEntry) -> dict[str, Any]:
    nothing = dict.fromkeys(("added", "removed", "changed", "moved_in", "moved_out"), 0)
    return {
        "source": entry.source,
        "rows_in": entry.rows,
        "kept": entry.kept,
        "rows_out": entry.out,
        "rejected": entry.rejected,
        "duplicates": entry.duplicates,
        **nothing,
    }


def _source(source: ReadSource, today: str) -> dict[str, Any]:
    delivered = source.delivered
    counts = delivered.counts if delivered is not None else {}
    read_on = source.last_read.date if source.last_read is not None else ""
    age = (
        date.fromisoformat(today[:10]) - date.fromisoformat(read_on) if today and read_on else None
    )
    return {
        "producer": source.source.producer or None,
        "state": source.state,
        "findings": [{"code": code, "count": n} for code, n in sorted(counts.items())],
        "sha256": delivered.sha256 if delivered is not None else None,
        "age": None if age is None else max(age.days, 0),
        "modified": source.source.modified or None,
        "version": delivered.choice.version if delivered is not None else None,
    }
