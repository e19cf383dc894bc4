"""The sound rows of every source, in order: as texts, as typed values, or a few by number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import polars as pl

from tamis import values
from tamis.model.schema import Schema
from tamis.release import lineage
from tamis.release.merge.deduplicate import NUMBER
from tamis.release.source_result import SourceResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some consecutive rows: where they stand, the number of the first, how many there are."""

    texts: Path
    typed: Path
    first: int
    height: int


def parts(results: Sequence[SourceResult]) -> list[Part]:
    """Return the parts of all sound rows, in order."""
    paths = [
        pair for result in results for pair in zip(result.texts(), result.typed(), strict=True)
    ]
    heights = [height for result in results for height in result.parts]
    firsts = accumulate(heights, initial=0)
    return [
        Part(texts=texts, typed=typed, first=first, height=height)
        for (texts, typed), first, height in zip(paths, firsts, heights, strict=False)
    ]


def typed_columns(schema: Schema) -> dict[str, Any]:
    """Return the columns of typed rows."""
    return {
        **{field.name: values.type_module(field).DTYPE for field in schema.fields},
        **lineage.TYPES,
    }


def text_columns(schema: Schema) -> list[str]:
    """Return the columns of rows as text."""
    return [*(field.name for field in schema.fields), *lineage.COLUMNS]


def typed(parts: Sequence[Part], schema: Schema) -> pl.LazyFrame:
    """Return the typed rows, numbered."""
    if not parts:
        rows = pl.LazyFrame(schema=typed_columns(schema))
    else:
        rows = pl.scan_parquet([part.typed for part in parts], glob=False)
    return rows.with_row_index(NUMBER).cast({NUMBER: pl.UInt32})


def texts(part: Part, schema: Schema) -> pl.DataFrame:
    """Return the rows of a part as text, numbered."""
    names = text_columns(schema)
    read = pl.read_csv(
        part.texts, has_header=False, infer_schema=False, new_columns=names, low_memory=True
    )
    return read.with_columns(
        pl.int_range(part.first, part.first + part.height, dtype=pl.UInt32).alias(NUMBER)
    )


def among(parts: Sequence[Part], numbers: pl.Series) -> Iterator[tuple[Part, pl.Series]]:
    """Return the parts that hold some of these numbers, with the numbers that each holds."""
    wanted = numbers.unique().sort()
    for part in parts:
        start = int(wanted.search_sorted(part.first))
        end = int(wanted.search_sorted(part.first + part.height))
        if end > start:
            yield part, wanted.slice(start, end - start)


def texts_of(parts: Sequence[Part], schema: Schema, numbers: pl.Series) -> pl.DataFrame:
    """Return the rows of these numbers, as text, in order."""
    frames = [
        texts(part, schema).filter(pl.col(NUMBER).is_in(wanted.implode()))
        for part, wanted in among(parts, numbers)
    ]
    empty = pl.DataFrame(schema=dict.fromkeys(text_columns(schema), pl.String))
    return pl.concat(frames) if frames else empty.with_columns(pl.lit(0, pl.UInt32).alias(NUMBER))


def typed_of(parts: Sequence[Part], numbers: pl.Series) -> pl.DataFrame:
    """Return the rows of these numbers, typed, in order."""
    frames = [
        pl.read_parquet(part.typed)
        .with_columns(
            pl.int_range(part.first, part.first + part.height, dtype=pl.UInt32).alias(NUMBER)
        )
        .filter(pl.col(NUMBER).is_in(wanted.implode()))
        for part, wanted in among(parts, numbers)
    ]
    return pl.concat(frames)
