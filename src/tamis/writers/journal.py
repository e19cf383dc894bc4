"""The journal: every change that repairs made, a row each, as CSV, JSON or a workbook.

With the repaired file, it gives back every cell and every row of the file that was repaired
(`tamis.writers.replay`). Its columns, of which none goes and more may come:

* ``row``: the record number, from 1, blank rows counted; empty for the header and the whole file;
* ``line``: the physical line; ``field``: the field or the label of the column;
* ``before``, ``after``: what stood there, what stands there now; a cell that several repairs
  change has an entry for each, in their order;
* ``repair``, ``applicability``: which repair, and how sure it is; what a person did comes before
  the repairs of the same cell, as ``hand-edit`` or ``hand-removal``, and its sureness is ``hand``;
* ``column``: the column in the file that was repaired, from 1; empty for a whole row or file;
* ``detail``: what undoing the change takes beyond ``before``, as JSON: of a row that was left out,
  its cells, where one is not empty (``blank-row``, ``hand-removal``); of columns in another
  order, the column that each one comes from, null for one that was added (``column-order``); of a
  column that was added, where it stands, from 1 (``absent-column``, ``extra-cells``); of lines
  above the header, the physical line and the cells of each (``title-lines``); of a header that
  stood among the records, how many stand before it, and its cells (``repeated-header``), and so
  of the row of examples of a template (``template-example``) and of a comment that a dialect
  declares (``csv-form``); of a header of several rows or none, ``header``: the line and the cells
  of each (``csv-form``); a declared sequence that stands for nothing is a cell of ``csv-form``;
* ``version``: the version of this format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import polars as pl

from tamis.model.edits import BY_HAND, HAND
from tamis.model.errors import UsageError
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.values.formulas import inert_frame
from tamis.writers import sheet
from tamis.writers.swap import beside

#: The columns of the journal. `row` counts records from 1 and is empty for the header.
LABELS: Final = (
    "row", "line", "field", "before", "after", "repair", "applicability", "column", "detail",
    "version",
)  # fmt: skip
#: The version of the format: it rises where a reader of the former one would go wrong.
VERSION: Final = 2


class Sink(Protocol):
    """Where rows changes are written."""

    def write(self, rows: pl.DataFrame) -> None:
        """Write rows."""
        ...

    def close(self) -> None:
        """Write what ends the file."""
        ...


class Journal:
    """Writes frames of changes (see `tamis.tables.changes`) with names in place of positions.

    Where a source is rows, a first column tells it.
    """

    def __init__(self, sink: Sink | None, plan: Plan, source: str = "") -> None:
        self._sink = sink
        self._source = source
        labels = dict(enumerate(plan.header.labels, start=1))
        labels |= {position + 1: name for name, position in plan.header.positions.items()}
        last = max(labels, default=0)
        self._fields = pl.Series(
            [labels.get(column) for column in range(last + 1)], dtype=pl.String
        )
        self._names = pl.Series([rule.name for rule in (*plan.repairs, *BY_HAND)])
        self._applicabilities = pl.Series(
            [*(rule.applicability.value for rule in plan.repairs), *(HAND for _ in BY_HAND)]
        )

    def write(self, changes: pl.DataFrame) -> None:
        """Write changes down, in the order of the file."""
        if self._sink is None or changes.is_empty():
            return
        ordered = changes.sort("row", "line", "column", maintain_order=True)
        repair = ordered["repair"]
        rows = ordered.select(
            "row",
            "line",
            self._fields.gather(ordered["column"]).alias("field"),
            "before",
            "after",
            self._names.gather(repair).alias("repair"),
            self._applicabilities.gather(repair).alias("applicability"),
            pl.when(pl.col("column") > 0).then("column").alias("column"),
            "detail",
            pl.lit(VERSION).alias("version"),
        )
        if self._source:
            rows = rows.select(pl.lit(self._source).alias("source"), pl.all())
        self._sink.write(rows)


class CsvSink:
    """Writes rows as CSV, after the labels if asked to."""

    def __init__(self, out: BinaryIO, *labels: str) -> None:
        self._out = out
        if labels:
            out.write((",".join(labels) + "\n").encode())

    def write(self, rows: pl.DataFrame) -> None:
        """Write rows."""
        inert_frame(rows).write_csv(self._out, include_header=False)

    def close(self) -> None:
        """Leave the file: it has no end mark."""


class JsonSink:
    """Writes rows as one array of objects, an object a line."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._between = b"[\n"

    def write(self, rows: pl.DataFrame) -> None:
        """Write rows."""
        for line in rows.write_ndjson().removesuffix("\n").split("\n"):
            self._out.write(self._between + line.encode())
            self._between = b",\n"

    def close(self) -> None:
        """Close the array."""
        self._out.write(b"[]\n" if self._between == b"[\n" else b"\n]\n")


_SINKS: Final[dict[str, Callable[[BinaryIO], Sink]]] = {
    ".csv": lambda out: CsvSink(out, *LABELS),
    ".json": JsonSink,
    ".xlsx": lambda out: sheet.SheetSink(out, LABELS, Text(fr="Journal", en="Journal")),
}


def ensure_known_form(path: Path) -> None:
    """Refuse a journal whose form its name does not tell.

    Raises:
        UsageError: it ends neither in .csv, .json nor .xlsx.
    """
    if path.suffix.lower() not in _SINKS:
        raise UsageError(
            Text(
                fr=f"Le journal « {path.name} » n'a pas de forme connue.",
                en=f"The journal “{path.name}” has no known form.",
            ),
            Text(fr="Finissez son nom par .csv, .json ou .xlsx.", en="Use .csv, .json or .xlsx."),
        )


@contextmanager
def writing(path: Path | None, plan: Plan, *, origin: Origin | None = None) -> Iterator[Journal]:
    """Give a journal that appears at `path` when all is written (nowhere if None).

    `origin`: where the rows come from (see `beside`).
    """
    if path is None:
        yield Journal(None, plan)
        return
    ensure_known_form(path)
    with beside(path, origin=origin) as part, part.open("wb") as out:
        sink = _SINKS[path.suffix.lower()](out)
        try:
            yield Journal(sink, plan)
        finally:
            sink.close()  # a workbook leaves its temporary file behind otherwise
