"""The tables of a release written, held against the gate, and counted into its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamis.release.account import AccountEntry, ensure_balanced
from tamis.release.merge import conflicts, rows
from tamis.release.merge.selection import Selection
from tamis.release.output import geo, tables, verify
from tamis.release.progress import ProgressTracker, Step
from tamis.release.result import ReadSource
from tamis.release.source_result import SourceResult
from tamis.sources.digest import sha256

if TYPE_CHECKING:
    import polars as pl

#: The folder of the rows by the values of a field, where that was asked.
PARTITIONS: Final = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTables:
    """What the tables of a release come to.

    Attributes:
        account: what became of the rows of each source.
        conflicts: how many rows of one key do not agree.
        hashes: the SHA-256 of the files that were hashed on the way, by name.
    """

    account: tuple[AccountEntry, ...]
    conflicts: int
    hashes: Mapping[str, str]


def write_tables(
    selection: Selection,
    read: Sequence[ReadSource],
    out: Path,
    *,
    workspace: Path,
    tracker: ProgressTracker,
    origins: pl.DataFrame | None = None,
    partition: str = "",
) -> WrittenTables:
    """Write the tables of a release, and pass the gate.

    Args:
        selection: the rows that stay, and the duplicates among them.
        read: the sources that were read.
        out: the folder.
        workspace: a folder for intermediate files.
        tracker: told the steps, and how far each has gone.
        origins: what is known of the source of each row, where that was asked.
        partition: the field by whose values rows are parted, where that was asked.

    Raises:
        RefusedError: the gate stops a row.
    """
    lots = workspace / "lots"
    lots.mkdir()
    with ThreadPoolExecutor(2, thread_name_prefix="tamis-text") as beside:
        tracker.step(Step.WRITING)
        texts = beside.submit(_write_text, selection, out / "data.csv", origins)
        beside.submit(verify.ready)
        tables.data_parquet(selection, out / "data.parquet", lots, tracker.within, origins)
        tracker.step(Step.CHECKING)
        height = verify.check(out / "data.parquet", selection.schema, unique=not selection.marked)
        written, digest = texts.result()
        if written != height:
            raise RuntimeError("data.csv and data.parquet do not have the same rows")
    tracker.step(Step.LISTING)
    clashes = _write_leftovers(selection, read, out)
    if partition:
        tables.partitions(out / "data.parquet", partition, out / PARTITIONS)
    return WrittenTables(
        account=_account(selection, read, out), conflicts=clashes, hashes={"data.csv": digest}
    )


def _write_leftovers(selection: Selection, read: Sequence[ReadSource], out: Path) -> int:
    """Write what was left out, what was repaired, and the points; return the conflicts."""
    results = [result for source in read for result in _results(source)]
    tables.rejects_csv(selection.schema, read, out / "rejects.csv")
    tables.rejects_parquet(out / "rejects.csv", out / "rejects.parquet")
    tables.duplicates_csv(selection, out / "duplicates.csv")
    tables.journal_csv(results, out / "journal.csv")
    place = geo.of(selection.schema)
    if place is not None:
        names = rows.text_columns(selection.schema)
        geo.geojson(out / "data.parquet", names, place, out / "data.geojson")
    return conflicts.write(selection, out / "conflicts.csv")


def _results(source: ReadSource) -> tuple[SourceResult, ...]:
    """Return what a source delivers, and its former rows where these stand in."""
    kept = () if source.kept is None else (source.kept.result,)
    return kept if source.delivered is None else (source.delivered, *kept)


def _write_text(selection: Selection, path: Path, origins: pl.DataFrame | None) -> tuple[int, str]:
    """Write the rows as text; count and hash them in what was written."""
    tables.data_csv(selection, path, origins)
    return tables.height(path), sha256(path)


def _account(
    selection: Selection, read: Sequence[ReadSource], out: Path
) -> tuple[AccountEntry, ...]:
    """Return the account, each figure counted in a file of its own."""
    released = tables.counted(out / "data.parquet")
    rejected = tables.counted(out / "rejects.csv")
    duplicates = {} if selection.marked else tables.counted(out / "duplicates.csv")
    return ensure_balanced(
        AccountEntry(
            source=source.source.id,
            rows=source.delivered.rows if source.delivered else 0,
            kept=source.kept.result.rows if source.kept else 0,
            out=released.get(source.source.id, 0),
            rejected=rejected.get(source.source.id, 0),
            duplicates=duplicates.get(source.source.id, 0),
            blank=source.delivered.blank if source.delivered else 0,
        )
        for source in read
    )
