"""Delimited text as everybody reads it: UTF-8, comma, RFC 4180; or as French Excel opens it."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

import polars as pl

from tamis.model.dialect import Dialect
from tamis.model.origin import Origin
from tamis.writers.swap import beside

#: How files are written.
PLAIN: Final = Dialect()
#: How a double click in a French Excel takes them for tables, accents and all.
EXCEL: Final = Dialect(delimiter=";", bom=True)
#: What a label that stands alone would be parted at.
_DELIMITERS: Final = frozenset(";\t|,")


def quotes_all(labels: Sequence[str]) -> bool:
    """Whether every cell is quoted: the only label would else be read as several."""
    return len(labels) == 1 and not _DELIMITERS.isdisjoint(labels[0])


class CsvWriter:
    """Writes frames one after the other under one header."""

    def __init__(self, out: BinaryIO, labels: Sequence[str], dialect: Dialect = PLAIN) -> None:
        self._out = out
        self._delimiter = dialect.delimiter
        self._quotes: Literal["always", "necessary"] = (
            "always" if quotes_all(labels) else "necessary"
        )
        if dialect.bom:
            out.write(BOM_UTF8)
        header = pl.DataFrame([labels], schema=[str(i) for i in range(len(labels))], orient="row")
        if labels:
            self._put(header)
        self.rows = 0

    def write(self, frame: pl.DataFrame) -> None:
        """Write the rows of a frame whose columns stand in the order of the labels."""
        if frame.width:
            self._put(frame)
        self.rows += frame.height

    def _put(self, frame: pl.DataFrame) -> None:
        frame.write_csv(
            self._out,
            include_header=False,
            separator=self._delimiter,
            quote_style=self._quotes,
        )


@contextmanager
def writing(
    path: Path | None,
    labels: Sequence[str],
    *,
    origin: Origin | None = None,
    dialect: Dialect = PLAIN,
) -> Iterator[CsvWriter]:
    """Give a writer of the file at `path` (None: nowhere), which appears when all is written.

    `origin`: where the rows come from (see `beside`); `dialect`: `PLAIN` or `EXCEL`.
    """
    if path is None:
        with Path(os.devnull).open("wb") as nowhere:
            yield CsvWriter(nowhere, labels, dialect)
        return
    with beside(path, origin=origin) as part, part.open("wb") as out:
        yield CsvWriter(out, labels, dialect)
