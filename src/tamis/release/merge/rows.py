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
from tamis.release.source_result import Harvest


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some consecutive rows: where they stand, the number of the first, how many there are."""

    texts: Path
    typed: Path
    first: int
    height: int


def parts(harvests: Sequence[Harvest]) -> list[Part]:
    """Return the parts of all sound rows, in order."""
    paths = [pair for one in harvests for pair in zip(one.texts(), one.typed(), strict=True)]
    heights = [height for one in harvests for height in one.parts]
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


def typed(held: Sequence[Part], schema: Schema) -> pl.LazyFrame:
    """Return the typed rows, numbered."""
    if not held:
        rows = pl.LazyFrame(schema=typed_columns(schema))
    else:
        rows = pl.scan_parquet([one.typed for one in held], glob=False)
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


def among(held: Sequence[Part], numbers: pl.Series) -> Iterator[tuple[Part, pl.Series]]:
    """Return the parts that hold some of these numbers, with the numbers that each holds."""
    known = numbers.unique().sort()
    for part in held:
        start = int(known.search_sorted(part.first))
        end = int(known.search_sorted(part.first + part.height))
        if end > start:
            yield part, known.slice(start, end - start)


def texts_of(held: Sequence[Part], schema: Schema, numbers: pl.Series) -> pl.DataFrame:
    """Return the rows of these numbers, as text, in order."""
    found = [
        texts(part, schema).filter(pl.col(NUMBER).is_in(wanted.implode()))
        for part, wanted in among(held, numbers)
    ]
    empty = pl.DataFrame(schema=dict.fromkeys(text_columns(schema), pl.String))
    return pl.concat(found) if found else empty.with_columns(pl.lit(0, pl.UInt32).alias(NUMBER))


def typed_of(held: Sequence[Part], numbers: pl.Series) -> pl.DataFrame:
    """Return the rows of these numbers, typed, in order."""
    found = [
        pl.read_parquet(part.typed)
        .with_columns(
            pl.int_range(part.first, part.first + part.height, dtype=pl.UInt32).alias(NUMBER)
        )
        .filter(pl.col(NUMBER).is_in(wanted.implode()))
        for part, wanted in among(held, numbers)
    ]
    return pl.concat(found)
