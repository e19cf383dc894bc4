"""One batch through a plan: findings, repairs, typed values. No loop over rows.

`run` reads as what it does; each step is a function of what it is given, but for the text cache,
which learns and changes nothing but the speed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tamis.model.rule import Severity
from tamis.plan import merged_cells, not_rows, swapped_cells
from tamis.plan.cells import NewCells, check_cells
from tamis.plan.evidence import Evidence, evidence
from tamis.plan.field_plan import FieldPlan
from tamis.plan.live_rows import emptied_rows, live_rows
from tamis.plan.model import Plan
from tamis.plan.prefilter import Suspects, prefilter
from tamis.plan.rows import KeyTexts, check_rows
from tamis.plan.text_cache import TextCache
from tamis.tables import findings
from tamis.tables.batch import Batch, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a plan makes of one batch.

    Attributes:
        rows: record numbers of the rows that are not blank (UInt32).
        lines: their physical lines (UInt32).
        delivered: what is wrong as delivered, as findings.
        repaired: what is wrong once the applied repairs are done, as findings.
        changes: what the repairs change, a row a cell and repair (see `tamis.tables.changes`).
        texts: the text columns of the file, repaired, blank rows left out.
        values: the typed columns by field name, repaired; None unless asked for.
        keys: for each key of the plan, that of each row.
        references: the same, for what the rows refer to.
        referenced_keys: the same, for what they may be referred to by.
        evidence: what checks of whole columns and twins need of the batch.
        filled: positions of unlabelled columns that hold something.
        surplus: the cells beyond the header: row, value.
        height: how many records the batch has, blank ones included.
        emptied: the indices of the rows a cell of which a repair has emptied.
    """

    rows: pl.Series
    lines: pl.Series
    delivered: pl.DataFrame
    repaired: pl.DataFrame
    changes: pl.DataFrame
    texts: pl.DataFrame
    values: pl.DataFrame | None
    keys: tuple[KeyTexts, ...]
    references: tuple[KeyTexts, ...]
    referenced_keys: tuple[KeyTexts, ...]
    evidence: tuple[Evidence, ...]
    filled: tuple[int, ...]
    surplus: pl.DataFrame
    height: int
    emptied: pl.Series


def run(
    plan: Plan, batch: Batch, cache: TextCache | None = None, *, values: bool = False
) -> Outcome:
    """Run `plan` over `batch`.

    Args:
        plan: the compiled schema.
        batch: the records, as text.
        cache: what earlier batches taught of texts, to which this one adds.
        values: whether the typed columns are wanted.
    """
    cache = TextCache() if cache is None else cache
    outcome = _in_place(plan, batch, cache, values=values)
    if not any(check.swaps for check in plan.row_checks):
        return outcome
    swaps = swapped_cells.swap_changes(plan, batch, outcome.repaired)
    while swaps.height:
        swapped = swapped_cells.swapped(batch, swaps)
        again = _in_place(plan, swapped, cache, values=values)
        spoiled = _newly_at_fault(plan, outcome, again, swaps)
        if spoiled.is_empty():
            changes = pl.concat([swaps, again.changes])
            return replace(again, delivered=outcome.delivered, changes=changes)
        swaps = swaps.filter(~pl.col("row").is_in(spoiled.implode()))
    return outcome


def _newly_at_fault(plan: Plan, before: Outcome, after: Outcome, swaps: pl.DataFrame) -> pl.Series:
    """Return the swapped rows that have an error, and had none."""
    rows, known = swaps["row"].unique(), rows_at_fault(plan, before)
    is_new = rows.is_in(rows_at_fault(plan, after).implode()) & ~rows.is_in(known.implode())
    return rows.filter(is_new)


def _in_place(plan: Plan, batch: Batch, cache: TextCache, *, values: bool) -> Outcome:
    """Run a plan over a batch whose cells stand in their columns."""
    outcome = _without_emptied_rows(plan, batch, cache, values=values)
    outcome = _without_rows(plan, batch, cache, outcome, values=values)
    if not plan.applies(merged_cells.REPAIR):
        return outcome
    fills = not_rows.of_records(plan, merged_cells.fill_changes(plan, batch), outcome.delivered)
    if fills.is_empty():
        return outcome
    filled = merged_cells.filled(batch, fills)
    again = _without_emptied_rows(plan, filled, cache, values=values)
    # What is no record as delivered is none once cells around it are filled.
    again = replace(again, delivered=outcome.delivered)
    again = _without_rows(plan, filled, cache, again, values=values)
    cells = again.changes.filter(
        (pl.col("repair") != plan.repair_index(merged_cells.REPAIR)) | (pl.col("column") > 0)
    )
    return replace(again, changes=pl.concat([fills, cells]))


def _without_rows(
    plan: Plan, batch: Batch, cache: TextCache, outcome: Outcome, *, values: bool
) -> Outcome:
    """Leave out the rows that are no records, which the journal keeps, where that is asked for."""
    dropped = not_rows.dropped_rows(plan, batch, outcome.delivered, outcome.rows)
    if dropped is None:
        return outcome
    again = _run(plan, batch, cache, values=values, blank=dropped)
    changes = not_rows.with_reason(plan, again.changes, outcome.delivered)
    return replace(again, delivered=outcome.delivered, changes=changes)


def _without_emptied_rows(plan: Plan, batch: Batch, cache: TextCache, *, values: bool) -> Outcome:
    """Run a plan over a batch, and leave out the rows in which repairs leave nothing."""
    outcome = _run(plan, batch, cache, values=values)
    if outcome.emptied.is_empty():
        return outcome
    blank = emptied_rows(plan, batch, outcome.rows, outcome.texts, outcome.emptied)
    if blank is None:
        return outcome
    again = _run(plan, batch, cache, values=values, blank=blank)
    return replace(again, delivered=outcome.delivered)


def _run(
    plan: Plan,
    batch: Batch,
    cache: TextCache,
    *,
    values: bool,
    blank: pl.Series | None = None,
) -> Outcome:
    rows = live_rows(plan, batch, blank)
    suspects = prefilter(plan.fields, rows.frame, cache)
    typed = _typed(plan, rows.frame, suspects)
    cells = check_cells(plan, rows, suspects, typed, cache)
    cross = check_rows(plan, rows, typed, cells.new_cells)
    whole_rows = findings.stacked([rows.structural, rows.blank])
    texts = _repaired_texts(rows.frame, cells.new_cells)
    return Outcome(
        rows=rows.rows,
        lines=rows.lines,
        delivered=not_rows.merged(
            plan, findings.stacked([whole_rows, cells.delivered, cross.delivered])
        ),
        repaired=not_rows.merged(
            plan,
            findings.stacked([plan.uncured(rows.structural), cells.repaired, cross.repaired]),
        ),
        changes=pl.concat([rows.reshaped, rows.dropped, cells.changes]),
        texts=texts,
        values=_values(plan, suspects, texts, typed, cells.new_cells) if values else None,
        keys=cross.keys,
        references=cross.references,
        referenced_keys=cross.referenced_keys,
        evidence=evidence(plan, rows, texts, cells.new_cells, suspects.constant),
        filled=_filled(plan, rows.frame),
        surplus=_surplus(batch),
        height=batch.frame.height,
        emptied=_emptied(plan, cells.new_cells),
    )


def _typed(plan: Plan, frame: pl.DataFrame, suspects: Suspects) -> pl.DataFrame:
    """Return texts and values of the fields read row by row: suspects of many texts, and rows'."""
    wanted = {field.raw for field in suspects.fields if field.raw not in suspects.texts}
    whole = tuple(check for check in plan.row_checks if check.doubtful is None)
    for group in (whole, plan.keys, plan.references, plan.referenced_keys):
        wanted |= {field.raw for part in group for field in part.fields}
    fields = [field for field in plan.fields if field.raw in wanted]
    texts = frame.select(field.text.alias(field.raw) for field in fields)
    return texts.with_columns(field.value.alias(field.typed) for field in fields)


def _emptied(plan: Plan, new_cells: Mapping[str, NewCells]) -> pl.Series:
    """Return the indices of the rows a repaired cell of which says nothing (UInt32)."""
    fields = {field.raw: field for field in plan.fields}
    emptied = (
        new.index.filter(fields[raw].present(new.texts).fill_null("") == "")
        for raw, new in new_cells.items()
    )
    indices = [index.cast(pl.UInt32) for index in emptied if index.len()]
    return pl.concat(indices).unique() if indices else pl.Series(dtype=pl.UInt32)


def _repaired_texts(frame: pl.DataFrame, new_cells: Mapping[str, NewCells]) -> pl.DataFrame:
    """Return the text columns with the repaired cells in their place."""
    if not new_cells:
        return frame
    columns = (frame[raw].scatter(new.index, new.texts) for raw, new in new_cells.items())
    return frame.with_columns(*columns)


def _values(
    plan: Plan,
    suspects: Suspects,
    texts: pl.DataFrame,
    typed: pl.DataFrame,
    new_cells: Mapping[str, NewCells],
) -> pl.DataFrame:
    """Return the typed columns by field name, each read at most once, constant ones by one cell."""
    unchanged = {f.raw for f in plan.fields if f.typed in typed.columns} - new_cells.keys()
    constant = suspects.constant - new_cells.keys() - unchanged
    columns = {f.field.name: typed[f.typed] for f in plan.fields if f.raw in unchanged}
    columns |= _read([f for f in plan.fields if f.raw in constant], texts.head(1))
    columns = {name: _repeated(values, texts.height) for name, values in columns.items()}
    columns |= _read([f for f in plan.fields if f.raw not in unchanged | constant], texts)
    names = [field.field.name for field in plan.fields]
    return pl.DataFrame([columns[name].alias(name) for name in names])


def _read(fields: Sequence[FieldPlan], texts: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the typed columns of some fields by name."""
    present = texts.select(field.text.alias(field.raw) for field in fields)
    return present.select(field.value.alias(field.field.name) for field in fields).to_dict()


def _repeated(values: pl.Series, height: int) -> pl.Series:
    return values if values.len() == height else values.new_from_index(0, height)


def _surplus(batch: Batch) -> pl.DataFrame:
    extra = [fault for fault in batch.faults if fault.code == "row.extra-cells"]
    rows = [row for fault in extra for row in fault.rows]
    texts = [text for fault in extra for text in fault.values]
    return pl.DataFrame(
        {"row": rows, "value": texts}, schema={"row": pl.UInt32, "value": pl.String}
    )


def _filled(plan: Plan, frame: pl.DataFrame) -> tuple[int, ...]:
    positions = plan.unlabelled_columns
    if not positions:
        return ()
    names = [column(position) for position in positions]
    is_filled = frame.select((pl.col(names) != "").any()).row(0)
    return tuple(n for n, filled in zip(positions, is_filled, strict=True) if filled)


def rows_at_fault(plan: Plan, outcome: Outcome) -> pl.Series:
    """Return the record numbers that keep an error once repaired (UInt32, unique)."""
    errors = [n for n, check in enumerate(plan.checks) if check.severity is Severity.ERROR]
    at_fault = outcome.repaired.filter(pl.col("check").is_in(errors))
    return at_fault["row"].drop_nulls().unique()


def texts_by_field(plan: Plan, outcome: Outcome) -> pl.DataFrame:
    """Return the repaired texts under the names of the schema's fields, null where missing."""
    texts = {field.field.name: field.text.alias(field.field.name) for field in plan.fields}
    absent = pl.lit(None, dtype=pl.String)
    names = [field.name for field in plan.schema.fields]
    named = outcome.texts.with_columns(texts.get(name, absent.alias(name)) for name in names)
    return named.select(names)
