"""What is wrong with the cells of a batch, before and after repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tamis.checks import cell_lost_zeros
from tamis.plan.parts import FieldPlan, Plan
from tamis.plan.repair import Mended, mend
from tamis.tables import findings
from tamis.tables.batch import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a batch that are not blank.

    Attributes:
        raw: the text columns of the file.
        texts: the text columns of the fields that are judged, null where the value is missing.
        rows: the record number of each (UInt32).
        lines: the physical line of each (UInt32).
        numbers: which cells were typed numbers (see `Batch.numbers`).
    """

    raw: pl.DataFrame
    texts: pl.DataFrame
    rows: pl.Series
    lines: pl.Series
    numbers: pl.DataFrame | None = None

    def found(self, check: int, at: pl.Series, values: pl.Series) -> pl.DataFrame:
        """Return the findings of one check at the rows of index `at`."""
        return findings.frame(
            check, row=self.rows.gather(at), line=self.lines.gather(at), value=values
        )


def breaking(
    plan: Plan, suspects: Sequence[FieldPlan], typed: pl.DataFrame
) -> dict[int, pl.Series]:
    """Return, for each check that is broken somewhere, the indices of the rows.

    Args:
        plan: the checks of several fields are asked of every batch.
        suspects: the fields that break a check of theirs.
        typed: the texts and the values of these fields, and of those that are looked at together.
    """
    every = [(str(one.check), one.broken) for field in suspects for one in field.checks]
    every += [(str(one.check), one.broken) for one in plan.rows]
    if not every or not typed.height:
        return {}
    masks = typed.select(broken.alias(name) for name, broken in every)
    counts = masks.sum().row(0)
    hit = (name for name, n in zip(masks.columns, counts, strict=True) if n)
    return {int(name): masks[name].arg_true().cast(pl.UInt32) for name in hit}


def judge(
    plan: Plan, held: Rows, broken: dict[int, pl.Series]
) -> tuple[list[pl.DataFrame], list[pl.DataFrame], dict[str, Mended]]:
    """Return the findings before and after repair, and what repairs made of each column."""
    found: list[pl.DataFrame] = []
    left: list[pl.DataFrame] = []
    mended: dict[str, Mended] = {}
    for field in plan.fields:
        if broken.keys().isdisjoint(one.check for one in field.checks):
            continue
        hits = _told_once(field, _as_numbers(plan, held, field, broken))
        if not hits:
            continue
        made = mend(field, held.texts, hits)
        if made is not None and made.at.len():
            mended[field.raw] = made
        for check, at in hits.items():
            one = held.found(check, at, held.raw[field.raw].gather(at))
            if made is None:
                found.append(one)
                left.append(one)
                continue
            found.append(made.marked(one, check, at))
            stays = ~at.is_in(made.at.implode())
            left.append(made.offered(one.filter(stays), at.filter(stays)))
        if made is not None:
            for check, i in made.left.items():
                at = made.at.gather(i)
                left.append(made.offered(held.found(check, at, made.texts.gather(i)), at))
    return found, left, mended


def _as_numbers(
    plan: Plan, held: Rows, field: FieldPlan, broken: dict[int, pl.Series]
) -> dict[int, pl.Series]:
    """Tell the numbers that stand for codes as such, instead of as codes without their form."""
    if held.numbers is None or field.lost_zeros is None or field.raw not in held.numbers.columns:
        return broken
    numbers = held.numbers[field.raw].arg_true().cast(pl.UInt32)
    told = dict(broken)
    lost: list[pl.Series] = []
    for one in field.checks:
        if one.check in broken and plan.checks[one.check].code in cell_lost_zeros.INSTEAD_OF:
            typed = broken[one.check].is_in(numbers.implode())
            lost.append(broken[one.check].filter(typed))
            told[one.check] = broken[one.check].filter(~typed)
    if lost:
        told[field.lost_zeros] = pl.concat(lost).unique().sort()
    return told


def _told_once(field: FieldPlan, broken: dict[int, pl.Series]) -> dict[int, pl.Series]:
    """Return the broken checks of a field; a quiet one only where no other is broken."""
    known = [one.check for one in field.checks]
    if field.lost_zeros is not None:
        known.append(field.lost_zeros)
    hits = {check: broken[check] for check in known if check in broken}
    for one in field.checks:
        others = [at for check, at in hits.items() if check != one.check]
        if one.quiet and one.check in hits and others:
            alone = hits[one.check].filter(~hits[one.check].is_in(pl.concat(others).implode()))
            hits[one.check] = alone
    return {check: at for check, at in hits.items() if at.len()}


def silenced(plan: Plan, batch: Batch, found: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """Drop what is said of the cells that a short row does not have: that fault is told once."""
    short = [fault for fault in batch.faults if fault.code == "row.missing-cells"]
    if not short:
        return list(found)
    cells = pl.DataFrame(
        {
            "row": pl.Series([r for f in short for r in f.rows], dtype=pl.UInt32),
            "cells": pl.Series([c for f in short for c in f.cells], dtype=pl.UInt32),
        }
    )
    last = {one.check: max(field.position for field in one.fields) + 1 for one in plan.rows}
    kept = []
    for one in found:
        check = one["check"][0] if one.height else 0
        column = last.get(check, plan.checks[check].column)
        beyond = cells.filter(pl.col("cells") < column)
        kept.append(one.join(beyond, on="row", how="anti", maintain_order="left"))
    return kept
