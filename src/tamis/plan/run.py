"""One batch through a plan: findings, repairs, typed values. Pure, and without a loop over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tamis.model.rule import Severity
from tamis.plan.cells import Patch, Rows, breaking, faulty, judge, silenced
from tamis.plan.changes import changes
from tamis.plan.cross_checks import across
from tamis.plan.keys import KeyTexts, keys_of
from tamis.plan.model import FieldPlan, Plan
from tamis.plan.prefilter import Screened, screen
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
        changes: what the repairs change, a row a cell and repair (see `plan.changes.CHANGES`).
        texts: the text columns of the file, repaired, blank rows left out.
        values: the typed columns by field name, repaired; None unless asked for.
        keys: for each key of the plan, its texts as delivered and repaired.
        links: the same of the fields that refer to others; targets: of those referred to.
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
    links: tuple[KeyTexts, ...]
    targets: tuple[KeyTexts, ...]
    filled: tuple[int, ...]
    surplus: pl.DataFrame
    height: int


def run(plan: Plan, batch: Batch, *, values: bool = False) -> Outcome:
    """Run `plan` over `batch`.

    Args:
        plan: the compiled schema.
        batch: the records, as text.
        values: whether the typed columns are wanted.
    """
    screened = screen(plan.fields, batch.frame, plan.known)
    looked_at = _looked_at(plan, screened)
    raw = batch.frame
    blank = None if screened.filled else _blank(plan, batch)
    if blank is None:
        live = pl.int_range(raw.height, dtype=pl.UInt32, eager=True)
    else:
        live = (~blank).arg_true().cast(pl.UInt32)
        raw = raw.filter(~blank)
    texts = raw.select(one.text.alias(one.raw) for one in looked_at)
    rows, lines = batch.places(live)
    typed = texts.with_columns(one.value.alias(one.typed) for one in looked_at)
    numbers = batch.numbers
    if numbers is not None and blank is not None:
        numbers = numbers.filter(~blank)
    held = Rows(raw=raw, rows=rows, lines=lines, numbers=numbers)
    judged = judge(plan, held, faulty(screened, raw, typed))
    together = list(across(plan, held, typed, breaking(plan, typed), judged.patches))
    found = findings.stacked([judged.found, *(one for one, _ in together)])
    left = findings.stacked([judged.left, *(one for _, one in together)])
    told = plan.told(batch.faults)
    blanks = _blank_rows(plan, batch, blank)
    repaired = _put(raw, judged.patches)
    return Outcome(
        rows=rows,
        lines=lines,
        findings=findings.stacked([told, blanks, silenced(plan, batch, found)]),
        remaining=findings.stacked([plan.remaining(told), silenced(plan, batch, left)]),
        changes=changes(findings.stacked([told, blanks]), judged.changes),
        texts=repaired,
        values=_values(plan, screened, repaired, typed, judged.patches) if values else None,
        keys=keys_of((one.fields for one in plan.keys), typed, judged.patches, held),
        links=keys_of((one.fields for one in plan.links), typed, judged.patches, held),
        targets=keys_of((one.fields for one in plan.targets), typed, judged.patches, held),
        filled=_filled(plan, raw),
        surplus=_surplus(batch),
        height=batch.frame.height,
    )


def _looked_at(plan: Plan, screened: Screened) -> tuple[FieldPlan, ...]:
    """Return the fields that are read row by row: suspects of many texts, and those of rows."""
    wanted = {one.raw for one in screened.suspects if one.raw not in screened.texts}
    for group in (plan.rows, plan.keys, plan.links, plan.targets):
        wanted |= {field.raw for one in group for field in one.fields}
    return tuple(one for one in plan.fields if one.raw in wanted)


def _blank(plan: Plan, batch: Batch) -> pl.Series | None:
    """Return which records hold nothing at all, whatever the schema knows; None: none does."""
    frame = batch.frame
    if not plan.fields:
        blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
        return blank if blank.any() else None
    mapped = [one.raw for one in plan.fields]
    empty = (one.text.is_null() for one in plan.fields)
    blank = frame.select(pl.all_horizontal(empty)).to_series()
    others = [name for name in frame.columns if name not in mapped]
    if others and blank.any():
        none = frame.select(pl.all_horizontal((pl.col(others) == "").fill_null(value=True)))
        blank = blank & none.to_series()
    return blank if blank.any() else None


def _blank_rows(plan: Plan, batch: Batch, blank: pl.Series | None) -> pl.DataFrame:
    check = plan.structural.get("row.blank")
    if check is None or blank is None:
        return findings.empty()
    at = blank.arg_true()
    rows, lines = batch.places(at)
    cure = [plan.repair_at("blank-row")] * at.len()
    return findings.frame(check, row=rows, line=lines, repair=cure)


def _put(raw: pl.DataFrame, patches: Mapping[str, Patch]) -> pl.DataFrame:
    """Return the text columns with the repaired cells in their place."""
    if not patches:
        return raw
    columns = (raw[name].scatter(made.at, made.texts) for name, made in patches.items())
    return raw.with_columns(*columns)


def _values(
    plan: Plan,
    screened: Screened,
    repaired: pl.DataFrame,
    typed: pl.DataFrame,
    patches: Mapping[str, Patch],
) -> pl.DataFrame:
    """Return the typed columns by field name, each read at most once, constant ones by one cell."""
    done = {one.raw for one in plan.fields if one.typed in typed.columns} - patches.keys()
    alike = screened.constant - patches.keys() - done
    made = {one.field.name: typed[one.typed] for one in plan.fields if one.raw in done}
    made |= _read([one for one in plan.fields if one.raw in alike], repaired.head(1))
    made = {name: _repeated(one, repaired.height) for name, one in made.items()}
    others = [one for one in plan.fields if one.raw not in done | alike]
    made |= _read(others, repaired)
    return pl.DataFrame([made[one.field.name].alias(one.field.name) for one in plan.fields])


def _read(fields: Sequence[FieldPlan], texts: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the typed columns of some fields by name."""
    present = texts.select(one.text.alias(one.raw) for one in fields)
    return present.select(one.value.alias(one.field.name) for one in fields).to_dict()


def _repeated(values: pl.Series, height: int) -> pl.Series:
    return values if values.len() == height else values.new_from_index(0, height)


def _surplus(batch: Batch) -> pl.DataFrame:
    extra = [fault for fault in batch.faults if fault.code == "row.extra-cells"]
    rows = [row for fault in extra for row in fault.rows]
    texts = [text for fault in extra for text in fault.values]
    return pl.DataFrame(
        {"row": rows, "value": texts}, schema={"row": pl.UInt32, "value": pl.String}
    )


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


def present(plan: Plan, outcome: Outcome) -> pl.DataFrame:
    """Return the repaired texts under the names of the schema's fields, null where missing."""
    held = {one.field.name: one.text.alias(one.field.name) for one in plan.fields}
    absent = pl.lit(None, dtype=pl.String)
    names = [field.name for field in plan.schema.fields]
    made = outcome.texts.with_columns(held.get(name, absent.alias(name)) for name in names)
    return made.select(names)
