"""What goes beside a producer's scorecard: its rows as corrected, and its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tamis.model.schema import Schema
from tamis.release import lineage
from tamis.release.merge import rows
from tamis.release.result import ReadSource
from tamis.release.source_result import JOURNAL, REJECTS, SourceResult
from tamis.writers import csv, journal

#: Beyond so many rows no corrected file is written: tamis normalize makes one.
MOST: Final = 250_000
#: Duplicates that a scorecard tells.
_RIVALS: Final = 5
_WHY: Final = ("_reasons", "_explained")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The files beside a scorecard, "" where there is none, and the first rows that are rejected.

    `rejects` are (line, value of the first field of its key, sentences).
    """

    corrected: str = ""
    journal: str = ""
    rejects: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A row that another source's row replaces: its line, the key, the other's source and line."""

    line: str
    key: str
    source: str
    other_line: str
    decided_by: str


def write(source: ReadSource, schema: Schema, cards: Path, name: str) -> Beside:
    """Write the corrected rows and the journal of a source, where something was corrected.

    The corrected file has the columns of the schema, every row that is not blank, in the order of
    the source; a cell that nothing corrects with certainty stands as it was delivered.
    """
    result = source.delivered
    if result is None:
        return Beside()
    rejects = _rejects(result, schema)
    first = next(iter((*schema.key, *schema.primary_key, schema.fields[0].name)))
    rejected = tuple(
        (line or "", value or "", why or "")
        for line, value, why in rejects.head(_RIVALS).select(lineage.LINE, first, _WHY[1]).rows()
    )
    if not result.repairs or result.rows > MOST:
        return Beside(rejects=rejected)
    names = [field.name for field in schema.fields]
    frames = [
        rows.texts(part, schema).select(lineage.RECORD, *names) for part in rows.parts([result])
    ]
    whole = pl.concat([*frames, rejects.select(lineage.RECORD, *names)])
    ordered = whole.sort(pl.col(lineage.RECORD).cast(pl.UInt32), maintain_order=True)
    with (cards / f"{name}.csv").open("wb") as out:
        csv.CsvWriter(out, names).write(ordered.select(names))
    with (cards / f"{name}-journal.csv").open("wb") as out:
        journal.CsvSink(out, "source", *journal.LABELS)
        out.write((result.folder / JOURNAL).read_bytes())
    return Beside(corrected=f"{name}.csv", journal=f"{name}-journal.csv", rejects=rejected)


def _rejects(result: SourceResult, schema: Schema) -> pl.DataFrame:
    names = [*lineage.COLUMNS, *_WHY, *(field.name for field in schema.fields)]
    path = result.folder / REJECTS
    if not path.stat().st_size:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return pl.read_csv(path, has_header=False, infer_schema=False, new_columns=names)


def rivals(out: Path) -> Mapping[str, tuple[Rival, ...]]:
    """Return, by source, the first of its rows that other rows replaced."""
    columns = {
        "line": lineage.LINE,
        "key": "_key",
        "source": f"_kept{lineage.SOURCE}",
        "other_line": f"_kept{lineage.LINE}",
        "decided_by": "_decided_by",
    }
    scan = pl.scan_csv(out / "duplicates.csv", infer_schema=False)
    first = scan.group_by(lineage.SOURCE, maintain_order=True).head(_RIVALS)
    frame = first.select(lineage.SOURCE, *columns.values()).collect()
    by_source: dict[str, list[Rival]] = {}
    for source, *values in frame.iter_rows():
        members = {name: value or "" for name, value in zip(columns, values, strict=True)}
        by_source.setdefault(source, []).append(Rival(**members))
    return {source: tuple(listed) for source, listed in by_source.items()}
