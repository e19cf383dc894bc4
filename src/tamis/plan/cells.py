"""What is wrong with the cells of a batch, before and after repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.plan.changes import CHANGES
from tamis.plan.model import FieldPlan, Plan
from tamis.plan.prefilter import Screened
from tamis.plan.rulings import rulings_on
from tamis.plan.text_cache import KEY
from tamis.tables import findings
from tamis.tables.batch import Batch

#: Up to so many texts are sought one after another.
_FEW: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a batch that are not blank.

    Attributes:
        raw: the text columns of the file.
        rows: the record number of each (UInt32).
        lines: the physical line of each (UInt32).
        numbers: which cells were typed numbers (see `Batch.numbers`).
    """

    raw: pl.DataFrame
    rows: pl.Series
    lines: pl.Series
    numbers: pl.DataFrame | None = None

    def found(self, check: int, at: pl.Series, values: pl.Series) -> pl.DataFrame:
        """Return the findings of one check at the rows of index `at`."""
        return findings.frame(
            check, row=self.rows.gather(at), line=self.lines.gather(at), value=values
        )

    def typed_numbers(self, raw: str, at: pl.Series) -> pl.Series:
        """Return which cells of a column were typed numbers (Boolean)."""
        if self.numbers is None or raw not in self.numbers.columns:
            return pl.Series([False]).new_from_index(0, at.len())
        return self.numbers[raw].gather(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """The cells of one column that repairs change: where (UInt32), and what they hold now."""

    at: pl.Series
    texts: pl.Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the cells that are at fault come to.

    Attributes:
        found: what is wrong as delivered, as findings.
        left: what is wrong once repaired, as findings.
        patches: what repairs make of each column, under its raw name.
        changes: every change of a cell (see `plan.changes.CHANGES`).
    """

    found: pl.DataFrame
    left: pl.DataFrame
    patches: Mapping[str, Patch]
    changes: pl.DataFrame


_NOTHING: Final = Judged(
    found=findings.empty(), left=findings.empty(), patches={}, changes=pl.DataFrame(schema=CHANGES)
)


def faulty(screened: Screened, raw: pl.DataFrame, typed: pl.DataFrame) -> dict[str, pl.Series]:
    """Return, for each field that is a suspect, the indices of the rows that break a check of it.

    Args:
        screened: the suspects, and the texts that make them so where these are known.
        raw: the rows, as text.
        typed: the texts and the values of the suspects whose texts are not known.
    """
    known = raw.select(
        _one_of(pl.col(one.raw), screened.texts[one.raw]).alias(one.raw)
        for one in screened.suspects
        if one.raw in screened.texts
    )
    judged = typed.select(
        one.broken.alias(one.raw) for one in screened.suspects if one.raw not in screened.texts
    )
    hits = {mask.name: mask.arg_true().cast(pl.UInt32) for mask in [*known, *judged]}
    return {one.raw: hits[one.raw] for one in screened.suspects if hits[one.raw].len()}


def _one_of(cells: pl.Expr, texts: Sequence[str | None]) -> pl.Expr:
    if len(texts) > _FEW:
        return cells.is_in(pl.Series(texts, dtype=pl.String).implode(), nulls_equal=True)
    return pl.any_horizontal(cells.eq_missing(pl.lit(one, dtype=pl.String)) for one in texts)


def breaking(plan: Plan, typed: pl.DataFrame) -> dict[int, pl.Series]:
    """Return, for each check of several fields that is broken somewhere, the indices of the rows.

    Args:
        plan: the checks.
        typed: the texts and the values of the fields that are looked at together.
    """
    if not plan.rows or not typed.height:
        return {}
    masks = typed.select(one.broken.alias(str(one.check)) for one in plan.rows)
    hits = {int(mask.name): mask.arg_true().cast(pl.UInt32) for mask in masks}
    return {check: at for check, at in hits.items() if at.len()}


def judge(plan: Plan, held: Rows, faulty: Mapping[str, pl.Series]) -> Judged:
    """Return what the cells at fault come to.

    Args:
        plan: the compiled schema.
        held: the rows.
        faulty: the indices of the rows at fault, by field.
    """
    fields = [one for one in plan.fields if one.raw in faulty]
    if not fields:
        return _NOTHING
    cells = pl.concat([_cells(one, held, faulty[one.raw]) for one in fields])
    rulings = rulings_on(plan, cells)
    placed = _with(cells, rulings.texts, list(KEY)).drop("number")
    found = _with(placed, rulings.found).with_columns(value="text")
    return Judged(
        found=_findings(held, found),
        left=_findings(held, _with(placed, rulings.left)),
        patches=dict(_patches(fields, _with(placed, rulings.now))),
        changes=_changes(held, _with(placed, rulings.steps)),
    )


def _cells(field: FieldPlan, held: Rows, at: pl.Series) -> pl.DataFrame:
    position = pl.Series([field.position], dtype=pl.UInt32).new_from_index(0, at.len())
    return pl.DataFrame(
        [
            at.alias("at"),
            held.raw[field.raw].gather(at).alias("text"),
            held.typed_numbers(field.raw, at).alias("number"),
            position.alias("field"),
        ]
    )


def _with(cells: pl.DataFrame, more: pl.DataFrame, on: Sequence[str] = ("i",)) -> pl.DataFrame:
    return cells.join(more, on=on, how="inner", nulls_equal=True, maintain_order="left_right")


def _findings(held: Rows, found: pl.DataFrame) -> pl.DataFrame:
    at = found["at"]
    rows, lines = held.rows.gather(at).alias("row"), held.lines.gather(at).alias("line")
    absent = (pl.lit(None, dtype=pl.String).alias(name) for name in ("note", "pointer"))
    return found.with_columns(rows, lines, *absent).select(findings.COLUMNS.keys())


def _patches(fields: Sequence[FieldPlan], cells: pl.DataFrame) -> Iterator[tuple[str, Patch]]:
    parts = cells.partition_by("field", as_dict=True)
    for one in fields:
        part = parts.get((one.position,))
        if part is not None:
            yield one.raw, Patch(at=part["at"], texts=part["now"])


def _changes(held: Rows, steps: pl.DataFrame) -> pl.DataFrame:
    at = steps["at"]
    rows, lines = held.rows.gather(at).alias("row"), held.lines.gather(at).alias("line")
    made = steps.with_columns(rows, lines, column=pl.col("field") + 1)
    return made.select(CHANGES.keys())


def silenced(plan: Plan, batch: Batch, found: pl.DataFrame) -> pl.DataFrame:
    """Drop what is said of the cells that a short row does not have: that fault is told once."""
    short = [fault for fault in batch.faults if fault.code == "row.missing-cells"]
    if not short or not found.height:
        return found
    cells = pl.DataFrame(
        {"row": [r for f in short for r in f.rows], "cells": [c for f in short for c in f.cells]},
        schema={"row": pl.UInt32, "cells": pl.UInt32},
    )
    last = {one.check: max(field.position for field in one.fields) + 1 for one in plan.rows}
    columns = [last.get(at, one.column) for at, one in enumerate(plan.checks)]
    column = pl.Series("column", columns, dtype=pl.UInt32).gather(found["check"])
    placed = found.with_columns(column).join(cells, on="row", how="left", maintain_order="left")
    beyond = (pl.col("cells") < pl.col("column")).fill_null(value=False)
    return placed.filter(~beyond).select(found.columns)
