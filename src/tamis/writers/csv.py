"""Delimited text as everybody reads it: UTF-8, comma, RFC 4180."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl

from tamis.model.origin import Origin
from tamis.writers.swap import beside


class CsvWriter:
    """Writes frames one after the other under one header."""

    def __init__(self, out: BinaryIO, labels: Sequence[str]) -> None:
        self._out = out
        header = pl.DataFrame([labels], schema=[str(i) for i in range(len(labels))], orient="row")
        if labels:
            header.write_csv(out, include_header=False)
        self.rows = 0

    def write(self, frame: pl.DataFrame) -> None:
        """Write the rows of a frame whose columns stand in the order of the labels."""
        if frame.width:
            frame.write_csv(self._out, include_header=False)
        self.rows += frame.height


@contextmanager
def writing(
    path: Path | None, labels: Sequence[str], *, origin: Origin | None = None
) -> Iterator[CsvWriter]:
    """Give a writer of the file at `path` (None: nowhere), which appears when all is written.

    `origin`: where the rows come from (see `beside`).
    """
    if path is None:
        with Path(os.devnull).open("wb") as nowhere:
            yield CsvWriter(nowhere, labels)
        return
    with beside(path, origin=origin) as part, part.open("wb") as out:
        yield CsvWriter(out, labels)
