"""One batch through a plan: findings, repairs, typed values. Pure, and without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tamis.model.rule import Severity
from tamis.plan.compile import FieldPlan, Plan
from tamis.plan.repair import CHANGES, Mended, mend, no_changes
from tamis.tables import findings
from tamis.tables.batch import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a plan makes of one batch.

    Attributes:
        rows: record numbers of the rows that are not blank (UInt32).
        lines: their physical lines (UInt32).
        findings: what is wrong as delivered.
        remaining: what is wrong once SAFE repairs are done.
        changes: what the repairs change, a row a cell and repair (see `plan.repair.CHANGES`).
        texts: the text columns of the file, repaired, blank rows left out.
        values: the typed columns by field name, repaired; None unless asked for.
        keys: for each key of the plan, its texts as delivered and repaired.
        filled: positions of unlabelled columns that hold something.
        surplus: the cells beyond the header, by row (row, value).
        height: how many records the batch has, blank ones included.
    """

    rows: pl.Series
    lines: pl.Series
    findings: pl.DataFrame
    remaining: pl.DataFrame
    changes: pl.DataFrame
    texts: pl.DataFrame
    values: pl.DataFrame | None
    keys: tuple[KeyTexts, ...]
    filled: tuple[int, ...]
    surplus: pl.DataFrame
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTexts:
    """The key of each row as one text (null where a part is missing), before and after repair.

    `after` holds the rows that a repair changed, and those alone.
    """

    before: pl.DataFrame
    after: pl.DataFrame


def run(plan: Plan, batch: Batch, *, values: bool = False) -> Outcome:
    """Run `plan` over `batch`.

    Args:
        plan: the compiled schema.
        batch: the records, as text.
        values: whether the typed columns are wanted.
    """
    texts = batch.frame.select(one.text.alias(one.raw) for one in plan.fields)
    blank = _blank(plan, batch, texts)
    live = (~blank).arg_true().cast(pl.UInt32)
    raw = batch.frame
    if live.len() < raw.height:
        texts, raw = texts.filter(~blank), raw.filter(~blank)
    rows, lines = batch.places(live)
    typed = texts.with_columns(one.value.alias(one.typed) for one in plan.fields)
    broken = _broken(plan, typed)
    found, left, mended = _judge(plan, raw, texts, broken, rows, lines)
    told = plan.told(batch.faults)
    found = _silenced(plan, batch, found)
    left = _silenced(plan, batch, left)
    blanks = _blank_rows(plan, batch, blank)
    repaired = _put(raw, mended)
    return Outcome(
        rows=rows,
        lines=lines,
        findings=findings.stacked([told, blanks, *found]),
        remaining=findings.stacked([told.filter(pl.col("repair").is_null()), *left]),
        changes=_changes(plan, mended, rows, lines, findings.stacked([told, blanks])),
        texts=repaired,
        values=_values(plan, repaired, typed, mended) if values else None,
        keys=tuple(_keys(plan, typed, mended, rows, lines)),
        filled=_filled(plan, raw),
        surplus=_surplus(batch),
        height=batch.frame.height,
    )


def _blank(plan: Plan, batch: Batch, texts: pl.DataFrame) -> pl.Series:
    """Return which records hold nothing at all, whatever the schema knows of them."""
    frame = batch.frame
    if not texts.width:
        return frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    mapped = {one.raw for one in plan.fields}
    blank = texts.select(pl.all_horizontal(pl.all().is_null())).to_series()
    others = [name for name in frame.columns if name not in mapped]
    if not others or not blank.any():
        return blank
    empty = frame.select(pl.all_horizontal((pl.col(others) == "").fill_null(value=True)))
    return blank & empty.to_series()


def _blank_rows(plan: Plan, batch: Batch, blank: pl.Series) -> pl.DataFrame:
    check = plan.structural.get("row.blank")
    at = blank.arg_true()
    if check is None or not at.len():
        return findings.empty()
    rows, lines = batch.places(at)
    cure = [plan.repair_at("blank-row")] * at.len()
    return findings.frame(check, row=rows, line=lines, repair=cure)


def _broken(plan: Plan, typed: pl.DataFrame) -> dict[int, pl.Series]:
    """Return, for each check that is broken somewhere, the indices of the rows."""
    every = [(str(one.check), one.broken) for field in plan.fields for one in field.checks]
    if not every or not typed.height:
        return {}
    masks = typed.select(broken.alias(name) for name, broken in every)
    counts = masks.sum().row(0)
    hit = (name for name, n in zip(masks.columns, counts, strict=True) if n)
    return {int(name): masks[name].arg_true().cast(pl.UInt32) for name in hit}


def _judge(
    plan: Plan,
    raw: pl.DataFrame,
    texts: pl.DataFrame,
    broken: dict[int, pl.Series],
    rows: pl.Series,
    lines: pl.Series,
) -> tuple[list[pl.DataFrame], list[pl.DataFrame], dict[str, Mended]]:
    """Return the findings before and after repair, and what repairs made of each column."""
    found: list[pl.DataFrame] = []
    left: list[pl.DataFrame] = []
    mended: dict[str, Mended] = {}
    for field in plan.fields:
        hits = _told_once(field, broken)
        if not hits:
            continue
        made = mend(field, texts, hits)
        if made is not None:
            mended[field.raw] = made
        for check, at in hits.items():
            one = findings.frame(
                check, row=rows.gather(at), line=lines.gather(at), value=raw[field.raw].gather(at)
            )
            found.append(one if made is None else made.marked(one, check, at))
            left.append(one if made is None else one.filter(~at.is_in(made.at.implode())))
        if made is not None:
            left.extend(_still(check, at, made, rows, lines) for check, at in made.left.items())
    return found, left, mended


def _told_once(field: FieldPlan, broken: dict[int, pl.Series]) -> dict[int, pl.Series]:
    """Return the broken checks of a field; a quiet one only where no other is broken."""
    hits = {one.check: broken[one.check] for one in field.checks if one.check in broken}
    for one in field.checks:
        others = [at for check, at in hits.items() if check != one.check]
        if one.quiet and one.check in hits and others:
            alone = hits[one.check].filter(~hits[one.check].is_in(pl.concat(others).implode()))
            hits[one.check] = alone
    return {check: at for check, at in hits.items() if at.len()}


def _still(
    check: int, at: pl.Series, made: Mended, rows: pl.Series, lines: pl.Series
) -> pl.DataFrame:
    """Return what is wrong with repaired cells; `at` counts in the mended cells."""
    where = made.at.gather(at)
    return findings.frame(
        check, row=rows.gather(where), line=lines.gather(where), value=made.texts.gather(at)
    )


def _silenced(plan: Plan, batch: Batch, found: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
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
    kept = []
    for one in found:
        column = plan.checks[one["check"][0]].column if one.height else 0
        beyond = cells.filter(pl.col("cells") < column)
        kept.append(one.join(beyond, on="row", how="anti", maintain_order="left"))
    return kept


def _put(raw: pl.DataFrame, mended: dict[str, Mended]) -> pl.DataFrame:
    """Return the text columns with the repaired cells in their place."""
    if not mended:
        return raw
    columns = (raw[name].scatter(made.at, made.texts) for name, made in mended.items())
    return raw.with_columns(*columns)


def _values(
    plan: Plan, repaired: pl.DataFrame, typed: pl.DataFrame, mended: dict[str, Mended]
) -> pl.DataFrame:
    """Return the typed columns by field name, read again where a repair changed the text."""
    columns = []
    for one in plan.fields:
        value = typed[one.typed]
        if one.raw in mended:
            value = repaired.select(one.text.alias(one.raw)).select(one.value).to_series()
        columns.append(value.alias(one.field.name))
    return pl.DataFrame(columns)


def _changes(
    plan: Plan,
    mended: dict[str, Mended],
    rows: pl.Series,
    lines: pl.Series,
    told: pl.DataFrame,
) -> pl.DataFrame:
    """Return what repairs change: whole rows that were told as curable, then cells."""
    whole = told.filter(pl.col("repair").is_not_null(), pl.col("row").is_not_null())
    nothing = pl.lit("").alias
    place = ["row", "line", pl.lit(0, dtype=pl.UInt32).alias("column")]
    parts = [no_changes(), whole.select(*place, nothing("before"), nothing("after"), "repair")]
    for field in plan.fields:
        made = mended.get(field.raw)
        if made is not None:
            steps = made.steps
            parts.append(
                steps.select(
                    rows.gather(steps["at"]).alias("row"),
                    lines.gather(steps["at"]).alias("line"),
                    pl.lit(field.position + 1, dtype=pl.UInt32).alias("column"),
                    "before",
                    "after",
                    "repair",
                )
            )
    return pl.concat(parts).select(CHANGES.keys())


def _keys(
    plan: Plan,
    typed: pl.DataFrame,
    mended: dict[str, Mended],
    rows: pl.Series,
    lines: pl.Series,
) -> list[KeyTexts]:
    made = []
    for key in plan.keys:
        text = key_text([pl.col(one.typed) for one in key.fields], typed)
        before = pl.DataFrame({"key": text, "row": rows, "line": lines})
        touched = [mended[one.raw].at for one in key.fields if one.raw in mended]
        after = before.clear()
        if touched:
            at = pl.concat(touched).unique()
            sub = _retyped(key.fields, typed[at], mended, at)
            text = key_text([pl.col(one.typed) for one in key.fields], sub)
            after = pl.DataFrame({"key": text, "row": rows.gather(at), "line": lines.gather(at)})
        made.append(KeyTexts(before=before, after=after))
    return made


def _retyped(
    fields: Sequence[FieldPlan], sub: pl.DataFrame, mended: dict[str, Mended], at: pl.Series
) -> pl.DataFrame:
    """Return the rows `at` with the typed values of the repaired texts."""
    for one in fields:
        if one.raw in mended:
            made = mended[one.raw]
            new = pl.DataFrame({"at": made.at, "new": made.texts})
            joined = pl.DataFrame({"at": at}).join(new, on="at", how="left", maintain_order="left")
            text = joined["new"].is_not_null()
            column = sub[one.raw].zip_with(~text, joined["new"]).alias(one.raw)
            sub = sub.with_columns(column).with_columns(one.text.alias(one.raw))
            sub = sub.with_columns(one.value.alias(one.typed))
    return sub


def key_text(parts: Sequence[pl.Expr], frame: pl.DataFrame) -> pl.Series:
    """Return the values of a key as one text each, null where one of them is missing."""
    texts = [_flat(part, frame) for part in parts]
    return frame.select(key=pl.concat_str(texts, separator=" · ", ignore_nulls=False)).to_series()


def _flat(part: pl.Expr, frame: pl.DataFrame) -> pl.Expr:
    dtype = frame.select(part).dtypes[0]
    if dtype == pl.String:
        return part
    if isinstance(dtype, pl.Struct):
        return pl.when(part.is_not_null()).then(part.struct.json_encode())
    if isinstance(dtype, pl.List):
        return part.list.join("|")
    return part.cast(pl.String)


def _surplus(batch: Batch) -> pl.DataFrame:
    extra = [fault for fault in batch.faults if fault.code == "row.extra-cells"]
    rows = [row for fault in extra for row in fault.rows]
    texts = [text for fault in extra for text in fault.values]
    return pl.DataFrame({"row": rows, "value": texts}, schema={"row": pl.UInt32, "value": pl.String})


def _filled(plan: Plan, raw: pl.DataFrame) -> tuple[int, ...]:
    names = [f"c{at}" for at in plan.blank_columns]
    if not names:
        return ()
    held = raw.select((pl.col(names) != "").any()).row(0)
    return tuple(at for at, some in zip(plan.blank_columns, held, strict=True) if some)


def failing(plan: Plan, outcome: Outcome) -> pl.Series:
    """Return the record numbers that keep an error after repair (UInt32, unique)."""
    errors = [at for at, one in enumerate(plan.checks) if one.severity is Severity.ERROR]
    bad = outcome.remaining.filter(pl.col("check").is_in(errors))
    return bad["row"].drop_nulls().unique()
