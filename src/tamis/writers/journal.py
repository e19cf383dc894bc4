"""The journal: every change that repairs made, a row each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl

from tamis.plan.compile import Plan
from tamis.writers._swap import beside

#: The columns of the journal. `row` counts records from 1 and is empty for the header.
LABELS = ("row", "line", "field", "before", "after", "repair", "applicability")


class Journal:
    """Writes frames of changes (`plan.repair.CHANGES`) with names in place of positions."""

    def __init__(self, out: BinaryIO | None, plan: Plan) -> None:
        self._out = out
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
        if out is not None:
            out.write((",".join(LABELS) + "\n").encode())

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
        )
        named.select(LABELS).write_csv(self._out, include_header=False)


@contextmanager
def writing(path: Path | None, plan: Plan) -> Iterator[Journal]:
    """Give a journal that appears at `path` when all is written (nowhere if None)."""
    if path is None:
        yield Journal(None, plan)
        return
    with beside(path) as part, part.open("wb") as out:
        yield Journal(out, plan)
