"""What writing a table anew changes in its form: one change for each for a whole file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from tamis.model.dialect import Dialect
from tamis.plan.model import Plan
from tamis.tables import changes
from tamis.tables.batch import Batch, Table

#: The format of delimited texts.
CSV: Final = "csv"
#: How they are written (`tamis.writers.csv`).
WRITTEN: Final = Dialect()
_SPECIAL: Final = [WRITTEN.delimiter, WRITTEN.quote, "\n", "\r"]
_NAMES: Final = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "\t": "TAB"}


class Form:
    """Compares the form of a table with the one in which it is written anew.

    Attributes:
        table: the same table; its records are counted while they pass.

    Args:
        table: the table that is read.
        written: the format in which it is written.
    """

    def __init__(self, table: Table, written: str) -> None:
        is_text = table.format == written == CSV
        counted = replace(table, batches=lambda: self._counted(table.batches()))
        self.table = counted if is_text else table
        self._written = written
        self._quotes = 0

    def _counted(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self._quotes += _quotes_in(batch.frame)
            yield batch

    def changes(self, plan: Plan) -> pl.DataFrame:
        """Return what differs in the whole file, once it is read to its end, as changes."""
        dialect, differences = self.table.dialect(), list[tuple[str, str, str]]()
        is_converted = self.table.format != self._written
        if is_converted:
            differences = [("format", self.table.format, self._written)]
        elif dialect is not None:
            differences = list(_differences(dialect, self.table.quotes(), self._quotes))
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


def _quotes_in(frame: pl.DataFrame) -> int:
    """Return how many quotes texts need: around cells, and doubled within them."""
    if not frame.width or not frame.height:
        return 0
    around = pl.all().str.contains_any(_SPECIAL).sum().cast(pl.UInt64) * 2
    within = pl.all().str.count_matches(WRITTEN.quote, literal=True).sum().cast(pl.UInt64) * 2
    empty = (pl.all() == "").sum().cast(pl.UInt64) * 2  # where null is nothing at all
    needed = frame.select(around + within + empty)
    return int(needed.select(pl.sum_horizontal(pl.all())).item() or 0)


def _differences(dialect: Dialect, before: int, after: int) -> Iterator[tuple[str, str, str]]:
    if dialect.delimiter != WRITTEN.delimiter:
        yield "delimiter", _name(dialect.delimiter), _name(WRITTEN.delimiter)
    if dialect.line_end != WRITTEN.line_end:
        yield "line ends", _name(dialect.line_end), _name(WRITTEN.line_end)
    if dialect.bom:
        yield "byte order mark", "U+FEFF", ""
    if before != after:
        yield "quotes", str(before), str(after)


def _name(mark: str) -> str:
    return _NAMES.get(mark, mark)
