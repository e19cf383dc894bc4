"""What is wrong with the cells of a batch, as delivered and as repaired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.plan.faulty_texts import faulty_texts
from tamis.plan.field_plan import FieldPlan
from tamis.plan.live_rows import LiveRows, without_absent_cells
from tamis.plan.model import Plan
from tamis.plan.prefilter import Suspects
from tamis.plan.text_cache import KEY, TextCache
from tamis.tables import changes, findings

#: Up to so many texts are looked for one after another.
_FEW: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCells:
    """The cells of one column that repairs change: indices (UInt32), and what they hold now."""

    index: pl.Series
    texts: pl.Series


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCells:
    """What the cells of a batch come to.

    Attributes:
        delivered: what is wrong as delivered, as findings.
        repaired: what is wrong once repaired, as findings.
        new_cells: what repairs make of each column, under its raw name.
        changes: every change of a cell (see `tamis.tables.changes`).
    """

    delivered: pl.DataFrame
    repaired: pl.DataFrame
    new_cells: Mapping[str, NewCells]
    changes: pl.DataFrame


def check_cells(
    plan: Plan, rows: LiveRows, suspects: Suspects, typed: pl.DataFrame, cache: TextCache
) -> CheckedCells:
    """Check and repair the cells of a batch.

    Args:
        plan: the compiled schema.
        rows: the rows.
        suspects: the fields that may be at fault.
        typed: the texts and values of the suspects whose texts are not few, others maybe.
        cache: what was worked out of faulty texts before; what is worked out now is added.
    """
    faulty = _faulty(suspects, rows.frame, typed)
    fields = [field for field in plan.fields if field.raw in faulty]
    if not fields:
        return CheckedCells(
            delivered=findings.empty(),
            repaired=findings.empty(),
            new_cells={},
            changes=changes.empty(),
        )
    cells = pl.concat([_cells(field, rows, faulty[field.raw]) for field in fields])
    texts = faulty_texts(plan, cells, cache)
    placed = _joined(cells, texts.texts, list(KEY)).drop("number")
    delivered = _joined(placed, texts.delivered).with_columns(value="text")
    repaired = _joined(placed, texts.repaired)
    return CheckedCells(
        delivered=without_absent_cells(plan, rows, _findings(rows, delivered)),
        repaired=without_absent_cells(plan, rows, _findings(rows, repaired)),
        new_cells=dict(_new_cells(fields, _joined(placed, texts.new_texts))),
        changes=_changes(rows, _joined(placed, texts.changes)),
    )


def _faulty(suspects: Suspects, frame: pl.DataFrame, typed: pl.DataFrame) -> dict[str, pl.Series]:
    """Return, for each suspect that breaks a check, the indices of the rows that do."""
    by_text = frame.select(
        _is_one_of(pl.col(field.raw), suspects.texts[field.raw]).alias(field.raw)
        for field in suspects.fields
        if field.raw in suspects.texts
    )
    by_row = typed.select(
        field.broken.alias(field.raw)
        for field in suspects.fields
        if field.raw not in suspects.texts
    )
    broken = {mask.name: mask.arg_true().cast(pl.UInt32) for mask in [*by_text, *by_row]}
    return {f.raw: broken[f.raw] for f in suspects.fields if broken[f.raw].len()}


def _is_one_of(cells: pl.Expr, texts: Sequence[str | None]) -> pl.Expr:
    if len(texts) > _FEW:
        return cells.is_in(pl.Series(texts, dtype=pl.String).implode(), nulls_equal=True)
    return pl.any_horizontal(cells.eq_missing(pl.lit(text, dtype=pl.String)) for text in texts)


def _cells(field: FieldPlan, rows: LiveRows, index: pl.Series) -> pl.DataFrame:
    position = pl.Series([field.position], dtype=pl.UInt32).new_from_index(0, index.len())
    return pl.DataFrame(
        [
            index.alias("index"),
            rows.frame[field.raw].gather(index).alias("text"),
            rows.typed_numbers(field.raw, index).alias("number"),
            position.alias("field"),
        ]
    )


def _joined(cells: pl.DataFrame, more: pl.DataFrame, on: Sequence[str] = ("i",)) -> pl.DataFrame:
    return cells.join(more, on=on, how="inner", nulls_equal=True, maintain_order="left_right")


def _placed(rows: LiveRows, cells: pl.DataFrame) -> pl.DataFrame:
    """Return cells with the record number and the line of each."""
    index = cells["index"]
    return cells.with_columns(
        rows.rows.gather(index).alias("row"), rows.lines.gather(index).alias("line")
    )


def _findings(rows: LiveRows, cells: pl.DataFrame) -> pl.DataFrame:
    absent = (pl.lit(None, dtype=pl.String).alias(name) for name in ("note", "pointer"))
    return _placed(rows, cells).with_columns(absent).select(findings.COLUMNS.keys())


def _changes(rows: LiveRows, cells: pl.DataFrame) -> pl.DataFrame:
    placed = _placed(rows, cells).with_columns(
        column=pl.col("field") + 1, detail=pl.lit(None, dtype=pl.String)
    )
    return placed.select(changes.COLUMNS.keys())


def _new_cells(fields: Sequence[FieldPlan], cells: pl.DataFrame) -> Iterator[tuple[str, NewCells]]:
    by_field = cells.partition_by("field", as_dict=True)
    for field in fields:
        part = by_field.get((field.position,))
        if part is not None:
            yield field.raw, NewCells(index=part["index"], texts=part["new"])
