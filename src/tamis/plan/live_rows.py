"""The rows of a batch that hold something, and what its reader found wrong with their shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import Plan
from tamis.plan.structural_changes import structural_changes
from tamis.tables import changes, findings
from tamis.tables.batch import Batch, Fault

#: Blanks beyond ASCII, as stretches of characters: the first, and what comes after the last.
_BLANKS: Final = (("\u00a0", "\u00a1"), ("\u2000", "\u2010"), ("\ufeff", "\uff00"))
_BLANK: Final = r"[\s\u200b-\u200d\u2060\ufeff]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRows:
    """The rows of a batch that are not blank.

    Attributes:
        frame: the text columns of the file.
        rows: the record number of each (UInt32).
        lines: the physical line of each (UInt32).
        numbers: which cells were typed numbers (see `Batch.numbers`).
        widths: the rows that have fewer cells than the header: row, cells (UInt32).
        structural: what the reader found wrong, as findings.
        blank: the rows that were left out, as findings.
        dropped: the same, as changes.
        reshaped: what writing the rows anew changes in their shape, as changes.
    """

    frame: pl.DataFrame
    rows: pl.Series
    lines: pl.Series
    numbers: pl.DataFrame | None
    widths: pl.DataFrame
    structural: pl.DataFrame
    blank: pl.DataFrame
    dropped: pl.DataFrame
    reshaped: pl.DataFrame

    def findings(self, check: int, index: pl.Series, values: pl.Series) -> pl.DataFrame:
        """Return the findings of one check at the rows of `index`, a value each."""
        return findings.frame(
            check, row=self.rows.gather(index), line=self.lines.gather(index), value=values
        )

    def typed_numbers(self, raw: str, index: pl.Series) -> pl.Series:
        """Return which cells of a column were typed numbers (Boolean)."""
        if self.numbers is None or raw not in self.numbers.columns:
            return pl.Series([False]).new_from_index(0, index.len())
        return self.numbers[raw].gather(index)


def live_rows(plan: Plan, batch: Batch, emptied: pl.Series | None = None) -> LiveRows:
    """Return the rows of a batch that are not blank.

    Args:
        plan: the compiled schema.
        batch: the records, as text.
        emptied: which records are blank once they are repaired (Boolean), left out too.
    """
    frame, numbers = batch.frame, batch.numbers
    delivered = _blank(plan, batch)
    blank = delivered if emptied is None else emptied
    if blank is None:
        index = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    else:
        index = (~blank).arg_true().cast(pl.UInt32)
        frame = frame.filter(~blank)
        numbers = None if numbers is None else numbers.filter(~blank)
    rows, lines = batch.places(index)
    return LiveRows(
        frame=frame,
        rows=rows,
        lines=lines,
        numbers=numbers,
        widths=_widths(batch.faults),
        structural=plan.structural_findings(batch.faults),
        blank=_blank_findings(plan, batch, delivered),
        dropped=_dropped(plan, batch, blank),
        reshaped=structural_changes(plan, batch.faults),
    )


def emptied_rows(
    plan: Plan, batch: Batch, rows: pl.Series, texts: pl.DataFrame, repaired: pl.Series
) -> pl.Series | None:
    """Return which records are blank, as delivered or once repaired; None: repairs leave none so.

    Who reads the repaired table again would leave them out.

    Args:
        plan: the compiled schema.
        batch: the records, as delivered.
        rows: the record numbers of those that are not blank as delivered.
        texts: their repaired text columns.
        repaired: the indices of those a cell of which a repair has emptied.
    """
    blank = _blank_texts(plan, texts[repaired])
    if blank is None:
        return None
    emptied = rows.gather(repaired).filter(blank)
    emptied = emptied.filter(~emptied.is_in(list(_with_surplus(batch))))
    if emptied.is_empty():
        return None
    records = pl.int_range(batch.frame.height, dtype=pl.UInt32, eager=True) + batch.first_row
    mask = records.is_in(emptied.implode())
    delivered = _blank(plan, batch)
    return mask if delivered is None else mask | delivered


def _blank(plan: Plan, batch: Batch) -> pl.Series | None:
    """Return which rows hold nothing, beyond the header neither; None: none does."""
    blank = _blank_texts(plan, batch.frame)
    surplus = [] if blank is None else list(_with_surplus(batch))
    if blank is None or not surplus:
        return blank
    blank = blank.scatter([row - batch.first_row for row in surplus], values=False)
    return blank if blank.any() else None


def _with_surplus(batch: Batch) -> Iterator[int]:
    """Return the record numbers of the rows with cells beyond the header."""
    for fault in batch.faults:
        if fault.code == "row.extra-cells":
            yield from fault.rows


def _blank_texts(plan: Plan, frame: pl.DataFrame) -> pl.Series | None:
    """Return which rows hold nothing, in columns of the schema or not; None: none does."""
    if not plan.fields:
        blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
        return blank if blank.any() else None
    if any(_is_filled(field, frame[field.raw]) for field in plan.fields):
        return None
    missing = (_is_blank(field.text) for field in plan.fields)
    blank = frame.select(pl.all_horizontal(list(missing))).to_series()
    mapped = {field.raw for field in plan.fields}
    others = [name for name in frame.columns if name not in mapped]
    if others and blank.any():
        empty = frame.select(pl.all_horizontal(_is_blank(pl.col(others))))
        blank = blank & empty.to_series()
    return blank if blank.any() else None


def _is_filled(field: FieldPlan, cells: pl.Series) -> bool:
    """Whether a field has a text in every row, so that no row is blank."""
    # Counting the empty cells costs nothing, so that most columns are not looked into.
    if cells.null_count() or field.present(cells).null_count():
        return False
    # A text of blanks comes before any other, but for those that do not break or have no width.
    is_blank = cells < "!"
    for first, beyond in _BLANKS:
        is_blank |= (cells >= first) & (cells < beyond)
    return not is_blank.any()


def _is_blank(texts: pl.Expr) -> pl.Expr:
    """Return whether texts are missing, or blanks alone, with a width or without: no text."""
    return (texts.str.replace_all(_BLANK, "") == "").fill_null(value=True)


def _blank_findings(plan: Plan, batch: Batch, blank: pl.Series | None) -> pl.DataFrame:
    check = plan.structural_checks.get("row.blank")
    if check is None or blank is None:
        return findings.empty()
    index = blank.arg_true()
    rows, lines = batch.places(index)
    repair = [plan.repair_index("blank-row")] * index.len()
    return findings.frame(check, row=rows, line=lines, repair=repair)


def _dropped(plan: Plan, batch: Batch, blank: pl.Series | None) -> pl.DataFrame:
    if blank is None:
        return changes.empty()
    index = blank.arg_true()
    rows, lines = batch.places(index)
    repair = plan.repair_index("blank-row")
    return changes.of_dropped_rows(rows, lines, batch.frame[index], repair)


def _widths(faults: Iterable[Fault]) -> pl.DataFrame:
    """Return how many cells short rows have, where that is sure."""
    widths = [
        (row, cells)
        for fault in faults
        if fault.code == "row.missing-cells"
        for row, cells in zip(fault.rows, fault.cells, strict=True)
        if cells >= 0
    ]
    schema = {"row": pl.UInt32, "cells": pl.UInt32}
    return pl.DataFrame(widths, schema=schema, orient="row")


def without_absent_cells(plan: Plan, rows: LiveRows, found: pl.DataFrame) -> pl.DataFrame:
    """Drop the findings on cells that a short row does not have: that fault is reported once.

    A check of several fields looks at cells up to the last of its fields.
    """
    if not rows.widths.height or not found.height:
        return found
    last = {check.check: max(f.position for f in check.fields) + 1 for check in plan.row_checks}
    columns = [last.get(index, check.column) for index, check in enumerate(plan.checks)]
    column = pl.Series("column", columns, dtype=pl.UInt32).gather(found["check"])
    placed = found.with_columns(column).join(
        rows.widths, on="row", how="left", maintain_order="left"
    )
    is_absent = (pl.col("cells") < pl.col("column")).fill_null(value=False)
    return placed.filter(~is_absent).select(found.columns)
