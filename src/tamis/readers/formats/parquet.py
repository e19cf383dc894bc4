"""Parquet, and Arrow files (Feather), as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import polars as pl

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.readers import Request, ensure_width, reader
from tamis.readers.native_errors import native
from tamis.readers.typed_columns import written
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile
from tamis.tables.batch import Batch, Fault, Table, column

FORMAT = "parquet"
KINDS = {"parquet": (".parquet",), "arrow": (".arrow", ".feather", ".ipc")}
SUFFIXES = tuple(suffix for suffixes in KINDS.values() for suffix in suffixes)

_ROWS: Final = 50_000


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open a Parquet or Arrow file as a table of texts.

    Raises:
        SourceError: it is damaged, or has too many columns.
    """
    damaged = partial(_damaged, local)
    with native(pl.exceptions.PolarsError, OSError, raised=damaged):
        scan = _scanned(local)
        schema = scan.collect_schema()
        height: int = scan.select(pl.len()).collect().item()
    ensure_width(local, len(schema), request.limits)
    texts = scan.select(
        written(name, dtype).alias(column(at)) for at, (name, dtype) in enumerate(schema.items())
    )
    return Table(
        header=tuple(schema),
        format=FORMAT,
        faults=() if schema else (Fault(code="file.empty"),),
        batches=lambda: _batches(texts, height, damaged),
        facts=lambda: size_and_sha256(local.path),
    )


def _scanned(local: LocalFile) -> pl.LazyFrame:
    with local.path.open("rb") as file:
        arrow = file.read(6) == b"ARROW1"
    return pl.scan_ipc(local.path) if arrow else pl.scan_parquet(local.path)


def _damaged(local: LocalFile, reason: str) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {local.name} » ne peut pas être lu : ce n'est pas un fichier Parquet entier.",
            en=f"“{local.name}” cannot be read: {reason}.",
        ),
        Text(
            fr="Il est abîmé : téléchargez-le ou recréez-le.",
            en="It is damaged: fetch it again, or make it again.",
        ),
    )


def _batches(
    texts: pl.LazyFrame, height: int, damaged: Callable[[str], SourceError]
) -> Iterator[Batch]:
    for start in range(0, height, _ROWS):
        with native(pl.exceptions.PolarsError, OSError, raised=damaged):
            frame = texts.slice(start, _ROWS).collect()
        yield Batch(frame=frame, first_row=start + 1, lines=start + 1)
