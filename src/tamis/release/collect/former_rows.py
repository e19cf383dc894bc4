"""Rows of the release before, read again: judged under today's schema, their lineage as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from tamis.model.limits import Limits
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.release import lineage
from tamis.release.collect import schema_version
from tamis.release.collect.local import LocalRunner
from tamis.release.collect.source import collect_source
from tamis.release.collect.task import Task
from tamis.release.inputs.former import DATA, DUPLICATES, FormerRelease
from tamis.release.inputs.manifest import Source
from tamis.release.lineage import FormerOrigins
from tamis.release.result import Doubt
from tamis.release.source_result import JOURNAL, SourceResult

#: Rows taken out of the release before at once.
_AT_ONCE: Final = 1_000_000


def read_former_rows(
    former: FormerRelease,
    doubts: Mapping[Source, Doubt],
    schema: Schema,
    profile: Profile,
    limits: Limits,
    workspace: Path,
) -> dict[str, SourceResult]:
    """Return, by source id, what the rows that a former release had of some sources amount to now.

    Args:
        former: that release.
        doubts: why what each of these sources delivers is not released.
        schema: what rows must be today.
        profile: what each rule weighs.
        limits: how much is read of a source.
        workspace: a folder for the rows.
    """
    reasons = {source.id: doubt for source, doubt in doubts.items()}
    folder = workspace / "former"
    folder.mkdir()
    results: dict[str, SourceResult] = {}
    others = schema_version.others(schema)
    sources = {source.id: source for source in doubts}
    for identifier, frame in _frames(former, list(sources)):
        path = folder / f"{len(results):06}.csv"
        marked = frame.with_columns(pl.lit(reasons[identifier].value).alias(lineage.KEPT))
        marked.drop(lineage.COLUMNS).write_csv(path)
        task = Task(
            source=replace(
                sources[identifier],
                format="csv",
                sheet="",
                member="",
                schema_version=former.version,
            ),
            location=str(path),
            schema=schema,
            profile=profile,
            folder=folder / f"{len(results):06}",
            former=FormerOrigins(frame=marked.select(lineage.COLUMNS)),
            others=others,
            limits=limits,
        )
        result = collect_source(task, LocalRunner())
        _restore_places(result, marked)
        results[identifier] = result
    return results


def _frames(former: FormerRelease, ids: list[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Return the rows of each source, in the order in which it delivered them."""
    for some in _batches(former, ids):
        rows = _rows(former.folder, some)
        parts = rows.partition_by(lineage.SOURCE, as_dict=True, maintain_order=True)
        for identifier in some:
            part = parts.get((identifier,))
            if part is not None:
                yield identifier, part.sort(lineage.RECORD, maintain_order=True)


def _batches(former: FormerRelease, ids: list[str]) -> Iterator[list[str]]:
    some: list[str] = []
    rows = 0
    for identifier in ids:
        some.append(identifier)
        rows += former.sources[identifier].rows
        if rows >= _AT_ONCE:
            yield some
            some, rows = [], 0
    if some:
        yield some


def _rows(folder: Path, ids: list[str]) -> pl.DataFrame:
    """Return the rows of some sources as text: those released, then those that others replaced."""
    data = pl.scan_csv(folder / DATA, infer_schema=False)
    columns = data.collect_schema().names()
    # of the columns on request, those that the duplicates do not have are no fields of the schema
    duplicates = pl.scan_csv(folder / DUPLICATES, infer_schema=False).collect_schema().names()
    aside = {*lineage.COLUMNS, lineage.MARK, *(lineage.ORIGINS.keys() - {*duplicates})}
    names = [name for name in columns if name not in aside]
    tables = [data]
    if lineage.MARK not in columns:  # where duplicates stay, they are among the rows already
        tables.append(pl.scan_csv(folder / DUPLICATES, infer_schema=False))
    wanted = pl.col(lineage.SOURCE).is_in(ids)
    lineages = [name for name in lineage.COLUMNS if name in columns]
    frames = [
        table.filter(wanted).select(*names, *lineages).collect(engine="streaming")
        for table in tables
    ]
    whole = pl.concat(frames).with_columns(
        pl.lit(None, dtype=pl.String).alias(name)
        for name in lineage.COLUMNS
        if name not in lineages
    )
    return whole.with_columns(pl.col(name).cast(dtype) for name, dtype in lineage.TYPES.items())


def _restore_places(result: SourceResult, rows: pl.DataFrame) -> None:
    """Write, in the journal of rows read again, the record and the line that they had."""
    path = result.folder / JOURNAL
    if not path.stat().st_size:
        return
    journal = pl.read_csv(path, has_header=False, infer_schema=False)
    source, row, _, *others = journal.columns
    place = rows.select(
        pl.int_range(1, pl.len() + 1).cast(pl.String).alias(row),
        pl.col(lineage.RECORD).cast(pl.String).alias("record"),
        pl.col(lineage.LINE).cast(pl.String).alias("former_line"),
    )
    joined = journal.join(place, on=row, how="left", maintain_order="left")
    joined.select(source, "record", "former_line", *others).write_csv(path, include_header=False)
