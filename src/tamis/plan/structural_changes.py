"""What writing a table anew changes in the shape of its rows, by what its reader told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

import polars as pl

from tamis.model.dialect import UTF8
from tamis.plan.model import Plan
from tamis.tables import changes
from tamis.tables.batch import Fault

#: The repair that writing the table anew does where a fault was told, whether it cures it or not.
_REPAIRS: Final = {
    "declared.comment": "csv-form",
    "declared.header": "csv-form",
    "declared.null": "csv-form",
    "file.mixed-encoding": "encoding",
    "file.records-above-header": "header-first",
    "file.stray-mark": "stray-mark",
    "file.trailing-delimiter": "trailing-delimiter",
    "file.unclosed-quote": "stray-quote",
    "row.missing-cells": "short-row",
    "row.quotes-apart": "stray-quote",
    "row.repeated-header": "repeated-header",
    "row.short": "short-row",
    "row.stray-quote": "stray-quote",
    "row.template-example": "template-example",
    "row.trailing-delimiter": "trailing-delimiter",
}
_DELIMITER: Final = ","
#: The fault of the cells of one column, each an entry.
_NULL: Final = "declared.null"


def structural_changes(plan: Plan, faults: Iterable[Fault]) -> pl.DataFrame:
    """Return the changes that faults of structure amount to, an entry for each occurrence."""
    entries = [entry for fault in faults for entry in _entries(plan, fault)]
    if not entries:
        return changes.empty()
    return pl.DataFrame(entries, schema=changes.COLUMNS)


def _entries(plan: Plan, fault: Fault) -> Iterator[dict[str, object]]:
    name = _REPAIRS.get(fault.code)
    if name is None:
        return
    repair = plan.repair_index(name)
    parts = zip_longest(fault.rows, fault.lines, fault.values, fault.notes, fault.details)
    for row, line, value, note, detail in parts:
        before, after = _texts(fault.code, value or "", note or "")
        yield {
            "row": row,
            "line": line,
            "column": fault.column if fault.code == _NULL else 0,
            "before": before,
            "after": after,
            "repair": repair,
            "detail": detail,
        }


def _texts(code: str, value: str, note: str) -> tuple[str, str]:
    """Return what stood there and what stands there now, as far as it can be said."""
    if code == "file.mixed-encoding":
        return note, UTF8
    if code in {"row.missing-cells", "row.short"}:
        return "", _DELIMITER * int(note)
    if code in {"row.trailing-delimiter", "file.trailing-delimiter"}:
        return _DELIMITER * int(note), ""
    return value, ""
