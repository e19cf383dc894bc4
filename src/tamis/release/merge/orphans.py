"""Rows of a source that refer to nothing, put among its rejects."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from tamis import checks
from tamis.checks.rules import table_broken_reference
from tamis.model.finding import Check, Finding
from tamis.model.rule import Severity
from tamis.model.schema import ForeignKey, Schema
from tamis.model.text import Text
from tamis.release import lineage
from tamis.release.merge import rows
from tamis.release.merge.deduplicate import NUMBER
from tamis.release.source_result import (
    ENVELOPES,
    JOURNAL,
    REJECTS,
    FindingGroup,
    FindingSample,
    SourceResult,
)
from tamis.values.formulas import inert_frame

_CODE: Final = table_broken_reference.RULE.code
#: Occurrences of a broken reference that are kept.
_SAMPLES: Final = 5
_SELF: Final = Text(fr="cette table", en="this table")
_REJECTED: Final = Text(
    fr=" La ligne visée a été livrée, et rejetée.",
    en=" The row that it refers to was delivered, and rejected.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A foreign key: the table that has it, and the one that it leads to."""

    child: str
    parent: str
    key: ForeignKey


def without_orphans(
    result: SourceResult,
    schema: Schema,
    orphans: Sequence[pl.DataFrame],
    link: Link,
    rejected: set[str],
    folder: Path,
) -> SourceResult:
    """Return a result whose orphans are among its rejects, its files written again.

    Args:
        result: what reading a source gave.
        schema: what its rows are.
        orphans: of each of its parts, the number and the key of the rows that refer to nothing.
        link: the reference.
        rejected: keys of rows that were delivered where it leads, and rejected.
        folder: where to write.
    """
    folder.mkdir(parents=True)
    shutil.copyfile(result.folder / JOURNAL, folder / JOURNAL)
    shutil.copyfile(result.folder / REJECTS, folder / REJECTS)
    if (result.folder / ENVELOPES).is_file():
        shutil.copyfile(result.folder / ENVELOPES, folder / ENVELOPES)
    names = [column.name for column in schema.fields]
    heights: list[int] = []
    samples: list[FindingSample] = []
    check = _check(link)
    with (folder / REJECTS).open("ab") as out:
        for part, lost in zip(rows.parts([result]), orphans, strict=True):
            texts = rows.texts(part, schema)
            gone = texts.join(lost, on=NUMBER, how="inner", maintain_order="left")
            sentences = [_sentence(check, key, rejected) for key in gone["key"]]
            why = (
                pl.lit(f"{_CODE} [{', '.join(link.key.fields)}]").alias("_reasons"),
                pl.Series("_explained", sentences, dtype=pl.String),
            )
            inert_frame(
                gone.with_columns(why).select(*lineage.COLUMNS, "_reasons", "_explained", *names)
            ).write_csv(out, include_header=False)
            samples += _samples(gone, sentences)
            typed = pl.read_parquet(part.typed)
            stays = ~texts[NUMBER].is_in(lost[NUMBER].implode())
            if stays.any():
                stem = folder / f"{len(heights):05}"
                texts.filter(stays).drop(NUMBER).write_csv(
                    stem.with_suffix(".csv"), include_header=False
                )
                typed.filter(stays).write_parquet(
                    stem.with_suffix(".parquet"), compression="lz4", statistics=False
                )
                heights.append(int(stays.sum()))
    count = sum(frame.height for frame in orphans)
    return _counted(result, folder, tuple(heights), check, count, samples[:_SAMPLES])


def _check(link: Link) -> Check:
    place = Text(fr=f"« {link.parent} »", en=f"“{link.parent}”")
    return Check(
        rule=checks.all_rules()[_CODE],
        severity=Severity.ERROR,
        field=", ".join(link.key.fields),
        params={
            "fields": ", ".join(link.key.fields),
            "place": place if link.parent != link.child else _SELF,
            "reference": ", ".join(link.key.reference_fields),
        },
    )


def _sentence(check: Check, key: str, rejected: set[str]) -> str:
    """Return why a row is rejected; whether the row that it refers to was delivered."""
    message = Finding(check=check, value=key, note="").message
    return f"{message}{_REJECTED if key in rejected else ''}"


def _samples(gone: pl.DataFrame, sentences: Sequence[str]) -> Iterator[FindingSample]:
    places = gone.select(lineage.RECORD, lineage.LINE, "key").head(_SAMPLES)
    for (record, line, key), sentence in zip(places.rows(), sentences, strict=False):
        yield FindingSample(
            row=int(record) if record else None,
            line=int(line) if line else None,
            value=key,
            message=sentence,
        )


def _counted(
    result: SourceResult,
    folder: Path,
    heights: tuple[int, ...],
    check: Check,
    count: int,
    samples: Sequence[FindingSample],
) -> SourceResult:
    """Return a result with its broken references among its errors."""
    group = FindingGroup(
        code=_CODE,
        field=check.field,
        severity=Severity.ERROR.word,
        count=count,
        cured=0,
        title=check.rule.title.say(),
        advice=check.rule.repair.say(**check.params),
        samples=tuple(samples),
    )
    return replace(
        result,
        folder=folder,
        parts=heights,
        rejected=result.rejected + count,
        valid=False,
        valid_after=False,
        errors=result.errors + count,
        errors_after=result.errors_after + count,
        counts={**result.counts, _CODE: result.counts.get(_CODE, 0) + count},
        after={**result.after, _CODE: result.after.get(_CODE, 0) + count},
        groups=(*result.groups, group),
    )
