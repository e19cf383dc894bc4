"""The last row of a text that ends in its midst: what it holds may be cut, so it is rejected."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from tamis import sources
from tamis.model.text import Text
from tamis.release import lineage
from tamis.release.collect.task import Task
from tamis.release.source_result import REJECTS, SourceResult
from tamis.values.formulas import inert_frame

#: The code and the sentence of such a row.
CODE: Final = "source.cut-short"
_EXPLAINED: Final = Text(
    fr="Le fichier s'arrête au milieu de cette ligne, la seule à être plus courte que l'en-tête : "
    "il est peut-être coupé.",
    en="The file stops in the midst of this row, the only one that is shorter than its header: it "
    "may be cut.",
)
_SHORT: Final = "row.short"


def without_cut_row(task: Task, result: SourceResult) -> SourceResult:
    """Reject the last row where it alone is short and no line break ends the text.

    A row that was cut may hold half of a value, which no rule can tell from a whole one. Where
    others are short too, that is how the file is written.
    """
    if task.former is not None or result.format != "csv" or result.counts.get(_SHORT) != 1:
        return result
    if _short_row(result) != result.rows + result.blank or not result.parts:
        return result
    stem = result.folder / f"{len(result.parts) - 1:05}"
    typed = pl.read_parquet(stem.with_suffix(".parquet"))
    if typed[lineage.RECORD][-1] != _short_row(result) or not _is_open(task):
        return result
    texts = pl.read_csv(
        stem.with_suffix(".csv"), has_header=False, infer_schema=False, new_columns=typed.columns
    )
    _reject(result, texts.tail(1))
    texts.head(-1).write_csv(stem.with_suffix(".csv"), include_header=False)
    typed.head(-1).write_parquet(stem.with_suffix(".parquet"), compression="lz4", statistics=False)
    parts = (*result.parts[:-1], result.parts[-1] - 1)
    return replace(result, parts=parts, rejected=result.rejected + 1)


def _short_row(result: SourceResult) -> int | None:
    """Return the number of the first row that is short."""
    return next(
        (group.samples[0].row for group in result.groups if group.code == _SHORT and group.samples),
        None,
    )


def _is_open(task: Task) -> bool:
    """Whether no line break ends the text of a source, in whatever encoding."""
    source = task.source
    with (
        sources.open_source(task.location, member=source.member, limits=task.limits) as local,
        local.path.open("rb") as file,
    ):
        file.seek(-min(4, local.path.stat().st_size), 2)
        end = file.read()
    return not end.rstrip(b"\0").endswith((b"\n", b"\r"))  # in UTF-16 and UTF-32 too


def _reject(result: SourceResult, row: pl.DataFrame) -> None:
    """Write a row, as text, after those that are rejected: its lineage, why, its cells."""
    origins = [name for name in lineage.COLUMNS if name in row.columns]
    why = row.select(*origins, pl.lit(CODE).alias("_reasons"), pl.lit(str(_EXPLAINED)).alias("_"))
    cells = row.drop(origins)
    with (result.folder / REJECTS).open("ab") as rejects:
        inert_frame(why.hstack(cells)).write_csv(rejects, include_header=False)
