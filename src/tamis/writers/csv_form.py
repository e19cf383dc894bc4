"""What writing a table anew changes in its form: one change for each for a whole file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from tamis.model.dialect import Dialect, TableDialect
from tamis.plan.model import Plan
from tamis.tables import changes
from tamis.tables.batch import Batch, Table
from tamis.writers import csv

#: The format of delimited texts.
CSV: Final = "csv"
#: Formats that have a null of their own: no sequence of letters stands for it.
_WITHOUT_NULLS: Final = frozenset({"json", "ndjson", "geojson"})
_NAMES: Final = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "\t": "TAB"}


class Form:
    """Compares the form of a table with the one in which it is written anew.

    Attributes:
        table: the same table; its records are counted while they pass.

    Args:
        table: the table that is read.
        written: the format in which it is written.
        dialect: how it is written, where that is CSV.
    """

    def __init__(self, table: Table, written: str, dialect: Dialect = csv.PLAIN) -> None:
        is_text = table.format == written == CSV
        counted = replace(table, batches=lambda: self._counted(table.batches()))
        self.table = counted if is_text else table
        self._written = written
        self._dialect = dialect
        self._quotes_all = csv.quotes_all(table.header)
        self._quotes = 0

    def _counted(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self._quotes += _quotes_in(batch.frame, self._dialect, all_cells=self._quotes_all)
            yield batch

    def changes(self, plan: Plan) -> pl.DataFrame:
        """Return what differs in the whole file, once it is read to its end, as changes."""
        dialect, differences = self.table.dialect(), list[tuple[str, str, str]]()
        is_converted = self.table.format != self._written
        if is_converted:
            differences = [("format", self.table.format, self._written)]
        elif dialect is not None:
            differences = list(
                _differences(dialect, self._dialect, self.table.quotes(), self._quotes)
            )
        if self.table.format not in _WITHOUT_NULLS:
            differences.extend(_null_sequence(self.table.declared))
        differences.extend(_undeclared(self.table.declared))
        repair = plan.repair_index("file-format" if is_converted else "csv-form")
        rows = [
            {
                "column": 0,
                "before": f"{part}: {before}",
                "after": f"{part}: {after}",
                "repair": repair,
            }
            for part, before, after in differences
        ]
        return pl.DataFrame(rows, schema=changes.COLUMNS)


def _quotes_in(frame: pl.DataFrame, dialect: Dialect, *, all_cells: bool) -> int:
    """Return how many quotes texts need: around cells, and doubled within them."""
    if not frame.width or not frame.height:
        return 0
    special = [dialect.delimiter, dialect.quote, "\n", "\r"]
    around = pl.all().str.contains_any(special).sum().cast(pl.UInt64) * 2
    within = pl.all().str.count_matches(dialect.quote, literal=True).sum().cast(pl.UInt64) * 2
    empty = (pl.all() == "").sum().cast(pl.UInt64) * 2  # where null is nothing at all
    if all_cells:
        around, empty = pl.all().len().cast(pl.UInt64) * 2, pl.lit(0, dtype=pl.UInt64)
    needed = frame.select(around + within + empty)
    return int(needed.select(pl.sum_horizontal(pl.all())).item() or 0)


def _differences(
    dialect: Dialect, written: Dialect, before: int, after: int
) -> Iterator[tuple[str, str, str]]:
    if dialect.delimiter != written.delimiter:
        yield "delimiter", _name(dialect.delimiter), _name(written.delimiter)
    if dialect.line_end != written.line_end:
        yield "line ends", _name(dialect.line_end), _name(written.line_end)
    if dialect.bom != written.bom:
        marks = "U+FEFF", ""
        yield "byte order mark", *(marks if dialect.bom else marks[::-1])
    if before != after:
        yield "quotes", str(before), str(after)


def _null_sequence(declared: TableDialect) -> Iterator[tuple[str, str, str]]:
    if declared.null_sequence:
        yield "null sequence", declared.null_sequence, ""


def _undeclared(declared: TableDialect) -> Iterator[tuple[str, str, str]]:
    """Give what a dialect declared, and what is written needs no longer: comments, header, quotes.

    Comments are no records, and no row of them is written.
    """
    if declared.comment_char:
        yield "comments", declared.comment_char, ""
    if declared.comment_rows:
        yield "comment rows", ", ".join(map(str, declared.comment_rows)), ""
    if declared.header is False:
        yield "header", "", "1"
    elif declared.header_rows not in {(), (1,)}:
        yield "header rows", ", ".join(map(str, declared.header_rows)), "1"
    if declared.quote_char != '"':
        yield "quote", declared.quote_char or "", '"'
    if declared.escape_char:
        yield "escape", declared.escape_char, ""


def _name(mark: str) -> str:
    return _NAMES.get(mark, mark)
