"""The row of examples of a template is no record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from tamis.model.template import digest
from tamis.readers.repeated_headers import renumbered, without_records
from tamis.tables.batch import Batch, Fault, Table


def without_example(table: Table) -> Table:
    """Return a table without its first record where that is the untouched row of examples."""
    example = table.template.example if table.template else ""
    if not example:
        return table
    return replace(table, batches=lambda: _batches(table.batches(), example))


def _batches(batches: Iterator[Batch], example: str) -> Iterator[Batch]:
    dropped = 0
    for nth, batch in enumerate(batches):
        if nth == 0 and batch.frame.height and digest(batch.frame.row(0)) == example:
            yield _without_first(batch)
            dropped = 1
        else:
            yield renumbered(batch, dropped)


def _without_first(batch: Batch) -> Batch:
    index = batch.frame.with_row_index("n")["n"]
    cells = [cell or "" for cell in batch.frame.row(0)]
    _, lines = batch.places(index)
    fault = Fault(
        code="row.template-example",
        lines=[lines[0]],
        values=[", ".join(filter(None, cells))],
        details=[json.dumps([0, cells], ensure_ascii=False)],
    )
    kept = without_records(batch, index == 0)
    return replace(kept, faults=(*kept.faults, fault))
