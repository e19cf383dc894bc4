"""What releases changed in rows, one release after the other, as long as they are kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamis.model.errors import TamisError
from tamis.release import archive
from tamis.release.output import changes
from tamis.serve.rows.facts import ReleaseFacts, is_restricted
from tamis.serve.rows.layout import is_package
from tamis.serve.rows.sql import Statement

if TYPE_CHECKING:
    import duckdb
    import polars as pl

#: The table, and what parts the values of a key in it: no text of a file has it.
FORMER: Final = "former_changes"
PART: Final = "\x1f"
COLUMNS: Final = ("number", "date", "key", "change", "field", "before", "after", "source")

#: What is answered of a change: the release (0 is the one that stands), its day, what changed.
ANSWERED: Final = ("number", "date", "change", "field", "before", "after", "source")


def changes_of(key: str, most: int) -> Statement:
    """Return what gives the changes of a row, the last ones first; `key`: values, see `PART`."""
    text = (
        f"SELECT {', '.join(ANSWERED)} FROM {FORMER} WHERE key = ? "
        "ORDER BY CASE WHEN number = 0 THEN 1 ELSE 0 END DESC, number DESC, rowid LIMIT ?"
    )
    return Statement(text=text, values=(key, most))


def write_former_changes(
    connection: duckdb.DuckDBPyConnection, folder: Path, facts: ReleaseFacts, place: Path
) -> None:
    """Write the changes of a release, and of those that are kept beside it, by key.

    Args:
        connection: where the table is made.
        folder: the release that stands.
        facts: what it says of itself.
        place: where rows are put aside on their way.
    """
    import polars as pl

    frames = [] if facts.is_restricted else list(_frames(folder, facts.key))
    dtypes = dict.fromkeys(COLUMNS, pl.String) | {"number": pl.Int64}
    pl.concat([pl.DataFrame(schema=dtypes), *frames]).write_parquet(place)
    connection.execute(f"CREATE TABLE {FORMER} AS SELECT * FROM read_parquet({quoted(place)})")
    connection.execute(f"CREATE INDEX {FORMER}_key ON {FORMER} (key)")
    place.unlink()


def quoted(path: Path) -> str:
    """Return a path of ours as a text of SQL."""
    text = os.fspath(path).replace("'", "''")
    return f"'{text}'"


def _frames(folder: Path, key: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    """Return the changes of each release, the last one first."""
    if not key:
        return
    for number, date, former in _kept(folder):
        table = former / changes.TABLE
        if table.is_file() and not is_restricted(former):
            frame = _read(table, key)
            if frame is not None:
                yield _named(frame, key, number, date)


def _kept(folder: Path) -> Iterator[tuple[int, str, Path]]:
    """Return the release that stands and the former ones: number, day, folder.

    Those of a table of a package are kept with the package.
    """
    whole, below = (folder.parent, folder.name) if is_package(folder.parent) else (folder, "")
    try:
        for release in archive.list_releases(whole):
            yield release.number, release.date, release.folder / below
    except TamisError:
        return


def _read(table: Path, key: tuple[str, ...]) -> pl.DataFrame | None:
    import polars as pl

    from tamis.values.formulas import exact

    scan = pl.scan_csv(table, infer_schema=False, glob=False)
    names = scan.collect_schema().names()
    if not {*key, "_change", "_field", "_before", "_after", "_source"} <= set(names):
        return None  # of a release of another schema, or without a key
    return scan.with_columns(exact(pl.col(name)).alias(name) for name in names).collect()


def _named(frame: pl.DataFrame, key: tuple[str, ...], number: int, date: str) -> pl.DataFrame:
    import polars as pl

    return frame.select(
        pl.lit(number, pl.Int64).alias("number"),
        pl.lit(date or None, pl.String).alias("date"),
        pl.concat_str([pl.col(name) for name in key], separator=PART).alias("key"),
        pl.col("_change").alias("change"),
        pl.col("_field").alias("field"),
        pl.col("_before").alias("before"),
        pl.col("_after").alias("after"),
        pl.col("_source").alias("source"),
    )
