"""The journal: every change that repairs made, a row each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl

from tamis.plan.parts import Plan
from tamis.writers._swap import beside

#: The columns of the journal. `row` counts records from 1 and is empty for the header.
LABELS = ("row", "line", "field", "before", "after", "repair", "applicability")


class Journal:
    """Writes frames of changes (`plan.repair.CHANGES`) with names in place of positions.

    Where a source is named, a first column tells it.
    """

    def __init__(self, out: BinaryIO | None, plan: Plan, source: str = "") -> None:
        self._out = out
        self._source = source
        labels = dict(enumerate(plan.header.labels, start=1))
        labels |= {at + 1: name for name, at in plan.header.positions.items()}
        self._fields = pl.DataFrame(
            {"column": list(labels), "field": list(labels.values())},
            schema={"column": pl.UInt32, "field": pl.String},
        )
        self._repairs = pl.DataFrame(
            {
                "repair": pl.Series(range(len(plan.repairs)), dtype=pl.UInt8),
                "name": [rule.name for rule in plan.repairs],
                "applicability": [rule.applicability.value for rule in plan.repairs],
            }
        )

    def write(self, changes: pl.DataFrame) -> None:
        """Write changes down, in the order of the file."""
        if self._out is None or changes.is_empty():
            return
        named = (
            changes.sort("row", "line", "column", maintain_order=True)
            .join(self._fields, on="column", how="left", maintain_order="left")
            .join(self._repairs, on="repair", how="left", maintain_order="left")
            .drop("repair")
            .rename({"name": "repair"})
            .select(LABELS)
        )
        if self._source:
            named = named.select(pl.lit(self._source).alias("source"), pl.all())
        named.write_csv(self._out, include_header=False)


def head(out: BinaryIO, *before: str) -> None:
    """Write the labels, after those given."""
    out.write((",".join((*before, *LABELS)) + "\n").encode())


@contextmanager
def writing(path: Path | None, plan: Plan) -> Iterator[Journal]:
    """Give a journal that appears at `path` when all is written (nowhere if None)."""
    if path is None:
        yield Journal(None, plan)
        return
    with beside(path) as part, part.open("wb") as out:
        head(out)
        yield Journal(out, plan)
