"""Rows that are not records (totals, notes…), left out where that repair is asked for."""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.model.rule import Severity
from tamis.plan.model import Plan
from tamis.tables.batch import Batch

REPAIR: Final = "not-a-row"
_BLANK: Final = "blank-row"
#: What says that the text of the file is in doubt there, whatever the row is.
_KEPT: Final = frozenset(
    {"row.doubtful-cell", "row.quotes-apart", "row.stray-quote", "row.merged-cell"}
)


def of_records(plan: Plan, changes: pl.DataFrame, delivered: pl.DataFrame) -> pl.DataFrame:
    """Return changes without those of rows that are left out."""
    return changes.filter(~pl.col("row").is_in(_flagged(plan, delivered).implode()))


def dropped_rows(
    plan: Plan, batch: Batch, delivered: pl.DataFrame, kept: pl.Series
) -> pl.Series | None:
    """Return which records are left out: blank ones, and those that are none; None: none of these.

    Args:
        plan: the compiled schema.
        batch: the records.
        delivered: the findings as delivered.
        kept: the record numbers of the rows that are not blank.
    """
    flagged = _flagged(plan, delivered)
    if not flagged.len():
        return None
    records = pl.int_range(batch.frame.height, dtype=pl.UInt32, eager=True) + batch.first_row
    return records.is_in(flagged.implode()) | ~records.is_in(kept.implode())


def with_reason(plan: Plan, changes: pl.DataFrame, delivered: pl.DataFrame) -> pl.DataFrame:
    """Return changes, the rows that are no records under the repair that leaves them out."""
    is_ours = pl.col("row").is_in(_flagged(plan, delivered).implode()) & (
        pl.col("repair") == plan.repair_index(_BLANK)
    )
    ours = pl.lit(plan.repair_index(REPAIR), dtype=pl.UInt8)
    return changes.with_columns(repair=pl.when(is_ours).then(ours).otherwise("repair"))


def merged(plan: Plan, found: pl.DataFrame) -> pl.DataFrame:
    """Return findings, those on rows that are no records each as one, as heavy as all of them."""
    heavier = {c.check: c.as_error for c in plan.row_checks if c.as_error is not None}
    if not heavier or found.is_empty():
        return found
    codes = {*heavier, *heavier.values()}
    if codes.isdisjoint(found["check"].unique()):
        return found
    is_whole = pl.col("check").is_in(list(codes))
    whole = found.filter(is_whole)
    errors = [n for n, check in enumerate(plan.checks) if check.severity is Severity.ERROR]
    rows = whole["row"].unique().implode()
    kept = [n for n, check in enumerate(plan.checks) if check.code in _KEPT]
    is_effect = pl.col("row").is_in(rows).fill_null(value=False) & ~pl.col("check").is_in(kept)
    others = found.filter(~is_whole, is_effect)
    at_fault = others.filter(pl.col("check").is_in(errors))["row"].unique().implode()
    as_error = pl.col("check").replace(heavier)
    first = whole.unique("row", keep="first", maintain_order=True).with_columns(
        check=pl.when(pl.col("row").is_in(at_fault)).then(as_error).otherwise("check")
    )
    rest = found.filter(~is_effect)
    return pl.concat([rest, first.cast(found.schema)])


def _flagged(plan: Plan, delivered: pl.DataFrame) -> pl.Series:
    """Return the record numbers of the rows that are left out as no records."""
    if not plan.applies(REPAIR):
        return pl.Series(dtype=pl.UInt32)
    repair = pl.col("repair") == plan.repair_index(REPAIR)
    return delivered.filter(repair)["row"].drop_nulls().unique()
